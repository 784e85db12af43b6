// `redact` erases a secret wherever we keep it, leaves the digest, and the record still verifies and counts it (design G5).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

#include <fstream>
#include <iterator>

#include "bot/store/verify.hpp"

namespace {

/// Every byte of the database and of what lies beside it.
std::string bytes_on_disk(const std::string& path) {
    std::string all;
    for (const char* part : {"", "-wal"}) {
        std::ifstream file(path + part, std::ios::binary);
        all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
}

}  // namespace

TEST_CASE("a redacted note is gone from the files and the record still verifies") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "note the password is hunter2hunter2");
    story.says(channel, {"hunter2hunter2"});
    const auto seq = story.timeline(1).back().seq.value;
    CHECK(bytes_on_disk(story.database()).find("hunter2hunter2") != std::string::npos);
    CHECK_THAT(story.type(kBob, channel, "redact " + std::to_string(seq) + " a password"), Contains("admin"));
    CHECK_THAT(story.type(kAlice, channel, "redact " + std::to_string(seq) + " a password"), Contains("is erased"));
    CHECK(bytes_on_disk(story.database()).find("hunter2hunter2") == std::string::npos);
    CHECK(story.api("GET", "/api/v1/incidents/1/timeline").body.find("hunter2") == std::string::npos);
    CHECK(story.api("GET", "/api/v1/incidents/1/postmortem").body.find("hunter2") == std::string::npos);
    CHECK(story.type(kBob, channel, "timeline").find("hunter2") == std::string::npos);
    const auto report = tocsin::store::verify(story.database());
    REQUIRE(report.has_value());
    CHECK(report->redactions == 1);
    CHECK(report->problems.empty());
    CHECK(story.count(1, "redacted") == 1);
}

TEST_CASE("an entry that was made anew is erased with what it said before") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    const auto ts = story.slack().say(kBob, channel, "<@U0TOCSIN> note the password is hunter2hunter2 --at 14:05");
    story.deliver_events();
    story.slack().edit(kBob, channel, ts, "<@U0TOCSIN> note the password is hunter2hunter2 --at 14:10");
    story.deliver_events();
    std::int64_t newest = 0;
    for (const auto& event : story.timeline(1))
        if (tocsin::kind_of(event.body) == "message_captured") newest = event.seq.value;
    CHECK_THAT(story.type(kBob, channel, "timeline --kind message_captured"), Contains("(withdrawn)"));
    story.type(kAlice, channel, "redact " + std::to_string(newest) + " a password");
    CHECK(bytes_on_disk(story.database()).find("hunter2hunter2") == std::string::npos);
    CHECK_THAT(story.type(kBob, channel, "timeline --kind message_captured"), !Contains("hunter2"));
    story.all_was_expected();
}
