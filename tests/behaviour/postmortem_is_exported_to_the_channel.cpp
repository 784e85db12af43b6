// The draft is uploaded into the incident's channel.
#include <set>

#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("postmortem export uploads the draft as Markdown") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.type(kBob, channel, "note the cache is cold");
    story.type(kBob, channel, "resolve warmed up");
    for (const char* asked : {"postmortem", "postmortem draft"})
        CHECK_THAT(story.type(kBob, channel, asked), Contains("owner") && Contains("/incident postmortem export") && Contains("tocsin postmortem INC-1 --config FILE -o INC-1.md") && Contains("--db DATABASE"));
    story.type(kBob, channel, "postmortem export");
    std::vector<tocsin::sandbox::SlackFile> files;
    for (const auto& [id, file] : story.slack().state().files) files.push_back(file);
    REQUIRE(files.size() == 1);
    CHECK(files.front().completed);
    CHECK(files.front().channel == channel);
    CHECK_THAT(files.front().bytes, Contains("the cache is cold") && Contains("Checkout is failing") && Contains("TTR"));
    CHECK(story.count(1, "postmortem_exported") == 1);
    story.says(channel, {"the cache is cold", "resolved", "", "draft exported"});
    story.says(kUpdates, {"Resolved"});
}

TEST_CASE("a draft whose upload was answered by nothing is looked for and not uploaded again") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.slack().fail_next("files.completeUploadExternal", Fault::drop_after());
    story.type(kBob, channel, "postmortem export");
    story.advance(minutes{1});
    CHECK(story.slack().state().files.size() == 1);
    CHECK(story.count(1, "postmortem_exported") == 1);
    story.type(kBob, channel, "postmortem export");
    CHECK(story.slack().state().files.size() == 2);
    story.says(channel, {"", "draft exported", "", "draft exported"});
}

TEST_CASE("a draft whose upload never arrived is uploaded again") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.slack().fail_next("files.completeUploadExternal", Fault::drop_before());
    story.type(kBob, channel, "postmortem export");
    story.advance(minutes{1});
    CHECK(story.count(1, "postmortem_exported") == 1);
    story.says(channel, {"", "draft exported"});
}

TEST_CASE("an export that was lost is not taken for the one just before it") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.type(kBob, channel, "postmortem export");
    story.slack().fail_next("files.completeUploadExternal", Fault::drop_before());
    story.type(kBob, channel, "postmortem export");
    story.advance(minutes{1});
    std::set<std::string> arrived;
    for (const auto& [id, file] : story.slack().state().files)
        if (file.completed) arrived.insert(file.name);
    CHECK(arrived.size() == 2);
    CHECK(story.count(1, "postmortem_exported") == 2);
    story.says(channel, {"", "draft exported", "", "draft exported"});
}

TEST_CASE("the draft of an incident whose channel is archived comes to whoever asks") {
    Story story;
    const auto channel = story.declare(kBob, "sev4 Checkout is failing");
    story.type(kBob, channel, "close warmed up");
    story.says(channel, {"resolved", "closed"});
    CHECK(story.channel_of(1).archived);
    CHECK_THAT(story.type(kAlice, kGeneral, "postmortem INC-1 export"), Contains("archived") && Contains("direct message"));
    story.settle();
    const auto& files = story.slack().state().files;
    REQUIRE(files.size() == 1);
    CHECK(files.begin()->second.completed);
    CHECK(files.begin()->second.channel == story.direct(kAlice));
    story.says(story.direct(kAlice), {""});
    CHECK(story.count(1, "postmortem_exported") == 1);
    story.says(kUpdates, {"Resolved"});
}
