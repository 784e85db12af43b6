// The card's buttons: acknowledge, status, join, resolve.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("acknowledge, status, join and resolve work from the card") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    const auto buttons = story.slack().buttons(channel, story.card(1).ts);
    CHECK(buttons == std::vector<std::string>{"tocsin.acknowledge", "tocsin.set_status.identified", "tocsin.set_status.monitoring", "tocsin.join", "tocsin.open_form.update",
                                              "tocsin.open_form.resolve", "tocsin.open_form.page", "tocsin.open_form.runbook", "tocsin.open_form.role", "tocsin.open_form.note",
                                              "tocsin.open_form.task", "tocsin.open_form.followup", "tocsin.open_form.severity", "tocsin.open_form.more"});
    story.press_card(kCarol, 1, "tocsin.acknowledge");
    CHECK(story.incident(1).role(tocsin::Role::lead).value == "slack:T0SANDBOX:U0CAROL");
    CHECK(story.incident(1).time(tocsin::KeyTime::acknowledged).has_value());
    story.press_card(kAlice, 1, "tocsin.join");
    story.press_card(kAlice, 1, "tocsin.set_status.monitoring");
    CHECK(story.incident(1).time(tocsin::KeyTime::mitigated).has_value());
    CHECK(story.slack().buttons(channel, story.card(1).ts).front() == "tocsin.join");
    story.press_card(kAlice, 1, "tocsin.open_form.resolve");
    story.submit(kAlice, {});
    CHECK(story.incident(1).status == tocsin::Status::resolved);
    CHECK(story.slack().buttons(channel, story.card(1).ts) ==
          std::vector<std::string>{"tocsin.open_form.close", "tocsin.open_form.reopen", "tocsin.open_form.followup", "tocsin.open_form.note", "tocsin.open_form.more",
                                   "tocsin.open_form.postmortem", "tocsin.say.1"});
    story.tells(kAlice, {"resolved"});
    story.says(channel, {"acknowledged by", "lead", "joined", "monitoring", "resolved"});
}

TEST_CASE("a button carries no authority") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    CHECK_THAT(story.press_card(kCarol, 1, "tocsin.open_form.resolve"), Contains("`resolve` is for") || Contains("resolve"));
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    CHECK(story.count(1, "denied") == 1);
    story.tells(kCarol, {"is for"});
    story.says(channel, {});
}
