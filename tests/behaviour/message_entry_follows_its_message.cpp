// An entry made of a message follows it: edited, deleted, each as an event of its own; the timeline and the post-mortem show it once.
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string draft(Story& story) { return story.api("GET", "/api/v1/incidents/1/postmortem").body; }

}  // namespace

TEST_CASE("an edited message is revised, a deleted one marked, and shown once") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "The cache is cold");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    story.slack().edit(kCarol, channel, ts, "The cache of region two is cold");
    story.deliver_events();
    CHECK(story.count(1, "message_revised") == 1);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("The cache of region two is cold (edited)") && !Contains("The cache is cold") && !Contains("edited: "));
    CHECK_THAT(draft(story), Contains("The cache of region two is cold") && Contains("/archives/" + channel));

    story.slack().erase(channel, ts);
    story.deliver_events();
    CHECK(story.count(1, "message_deleted") == 1);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("The cache of region two is cold (edited) (deleted in Slack)"));
    CHECK(story.count(1, "message_captured") == 1);
}

TEST_CASE("an edit that is told before the mark loses nothing") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "first");
    story.slack().react(kBob, channel, ts, "pushpin");
    const auto reaction = story.slack().take_events();
    story.slack().edit(kCarol, channel, ts, "second");
    const auto edited = story.slack().take_events();
    for (const auto& request : edited) CHECK(story.deliver(request).status == 200);
    for (const auto& request : reaction) CHECK(story.deliver(request).status == 200);
    story.settle();
    const auto shown = story.type(kBob, channel, "timeline");
    CHECK_THAT(shown, Contains("second") && !Contains("first"));
}

TEST_CASE("a message that is gone before it is read is said to be so") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "oops, a password");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.slack().erase(channel, ts);
    story.deliver_events();
    CHECK(story.count(1, "message_captured") == 0);
    story.tells(kBob, {"deleted before it could be read"});
}

TEST_CASE("what was erased on purpose does not come back by an edit") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "the password is hunter2");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    story.slack().edit(kCarol, channel, ts, "the password is hunter3");
    story.deliver_events();
    const auto entry = story.timeline(1).back().corrects;
    REQUIRE(entry);
    story.type(kAlice, channel, "redact " + std::to_string(entry->value) + " a password");
    CHECK_THAT(story.type(kBob, channel, "timeline"), !Contains("hunter"));
    story.slack().edit(kCarol, channel, ts, "the password is hunter4");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "timeline"), !Contains("hunter"));
    CHECK_THAT(draft(story), !Contains("hunter"));
    CHECK(story.count(1, "redacted") == 2);
}
