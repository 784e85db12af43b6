// `update … --next 30m` is a promise: the lead is reminded, then the channel, then it is recorded as missed; one message, edited.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a broken promise is one message that is edited, and one event each") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().allow_mention("<@U0BOB>");
    story.type(kBob, channel, "lead me");
    story.type(kBob, channel, "update We are rolling back --next 30m");
    story.says(channel, {"lead", "We are rolling back"});
    story.says(kUpdates, {"We are rolling back"});
    story.advance(minutes{29});
    story.says(channel, {});
    story.advance(minutes{2});
    story.says(channel, {"status update was promised"});
    const auto reminder = story.slack().messages(channel).back().ts;
    story.advance(minutes{5});
    story.advance(minutes{10});
    const auto message = story.slack().messages(channel).back();
    CHECK(message.ts == reminder);
    CHECK_THAT(readable(message.text, message.blocks), Contains("was missed"));
    CHECK(message.versions.size() == 3);
    CHECK(story.count(1, "update_reminded") == 2);
    CHECK(story.count(1, "update_missed") == 1);
    story.advance(hours{3});
    CHECK(story.count(1, "update_missed") == 1);
}

TEST_CASE("a kept promise is not reminded of") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "update first --next 30m");
    story.advance(minutes{20});
    story.type(kBob, channel, "update second");
    story.advance(hours{2});
    CHECK(story.count(1, "update_reminded") == 0);
    CHECK(story.count(1, "update_missed") == 0);
    story.says(channel, {"first", "second"});
    story.says(kUpdates, {"first", "second"});
}

TEST_CASE("resolving ends the promise") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "update first --next 30m");
    story.type(kBob, channel, "resolve done");
    story.advance(hours{2});
    CHECK(story.count(1, "update_reminded") == 0);
    story.says(channel, {"first", "resolved"});
    story.says(kUpdates, {"first", "Resolved: done"});
}
