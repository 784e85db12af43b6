// Slack sends a command again when it is in doubt: one effect, the same answer, also after a restart (design G2).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a command delivered twice has one effect and one answer, also after a restart") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "note the cache is cold");
    const auto request = story.last_request();
    const auto first = story.deliver(request);
    CHECK(first.status == 200);
    story.restart(seconds{30});
    const auto again = story.deliver(request);
    story.settle();
    CHECK(again.status == 200);
    CHECK(again.body == first.body);
    CHECK(story.count(1, "note_added") == 1);
    story.says(channel, {"the cache is cold"});
}

TEST_CASE("a declaration delivered twice declares once") {
    Story story;
    const auto request = story.slack().slash_command(kBob, kGeneral, "declare sev2 Checkout is failing");
    const auto first = story.deliver(request);
    const auto second = story.deliver(request);
    story.settle();
    CHECK(first.body == second.body);
    CHECK(story.slack().channel_named("inc-1-checkout-is-failing") != nullptr);
    CHECK(story.type(kBob, kGeneral, "list").find("INC-2") == std::string::npos);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined"});
}

TEST_CASE("a button pressed once but delivered twice acts once") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.press_card(kCarol, 1, "tocsin.join");
    CHECK(story.deliver(story.last_request()).status == 200);
    story.settle();
    CHECK(story.count(1, "responder_joined") == 2);
    story.says(channel, {"carol joined"});
}
