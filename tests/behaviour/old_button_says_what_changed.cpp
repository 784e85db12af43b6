// An old button on an incident that moved on says what changed instead of acting.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a button drawn before the status changed does nothing and says so") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    // Bob looks at the card of before; somebody else moves on meanwhile.
    const auto old = story.slack().press(kBob, channel, story.card(1).ts, "tocsin.set_status.identified");
    REQUIRE(old.has_value());
    story.type(kAlice, channel, "status monitoring");
    const auto answer = story.deliver(*old);
    story.slack().take_answer(*old, answer);
    story.settle();
    CHECK(story.incident(1).status == tocsin::Status::monitoring);
    story.tells(kBob, {"was investigating and is monitoring now"});
    story.says(channel, {"monitoring"});
}
