// The promise passed while tocsin itself was down: reminders collapse into one, and nothing is called missed at once (design G4).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("after our own downtime the lead is reminded once and nothing is recorded as missed yet") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().allow_mention("<@U0BOB>");
    story.type(kBob, channel, "lead me");
    story.type(kBob, channel, "update We are rolling back --next 30m");
    story.says(channel, {"lead", "We are rolling back"});
    story.says(kUpdates, {"We are rolling back"});
    story.crash(hours{2});
    story.settle();
    CHECK(story.count(1, "update_reminded") == 1);
    CHECK(story.count(1, "update_missed") == 0);
    story.says(channel, {"status update was promised"});
    story.advance(minutes{1});
    story.type(kBob, channel, "update all is well");
    story.advance(hours{1});
    CHECK(story.count(1, "update_missed") == 0);
    story.says(channel, {"all is well"});
    story.says(kUpdates, {"all is well"});
}

TEST_CASE("timers fire once each, also over a restart") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "update first --next 30m");
    story.advance(minutes{31});
    story.restart();
    story.advance(minutes{1});
    CHECK(story.count(1, "update_reminded") == 1);
    story.says(channel, {"first", "promised"});
    story.says(kUpdates, {"first"});
}

TEST_CASE("a later reminder that our own downtime held up begins again with the lead") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "update first --next 30m");
    story.advance(minutes{31});
    CHECK(story.count(1, "update_reminded") == 1);
    story.crash(hours{2});
    const auto last = story.timeline(1).back();
    REQUIRE(std::holds_alternative<tocsin::event::UpdateReminded>(last.body));
    CHECK(std::get<tocsin::event::UpdateReminded>(last.body).whom == "lead");
    CHECK(story.count(1, "update_missed") == 0);
    story.says(channel, {"first", "promised"});
    story.says(kUpdates, {"first"});
}
