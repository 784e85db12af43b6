// Reopening here wakes nobody by itself: whoever reopens is asked.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("reopen pages nobody until somebody presses, and then once") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.type(kBob, channel, "page checkout");
    story.press_answer(kBob, "tocsin.confirm_page");
    story.tells(kBob, {"Whether somebody was really woken"});
    story.deliver_pagerduty();
    story.advance(minutes{2});
    story.type(kBob, channel, "resolve fixed");
    story.deliver_pagerduty();
    REQUIRE(story.pagerduty().incidents().size() == 1);
    CHECK(story.pagerduty().incidents().front().status == "resolved");

    CHECK_THAT(story.type(kBob, channel, "reopen it is back"), Contains("nobody is paged by this"));
    story.advance(minutes{2});
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    CHECK(story.pagerduty().incidents().size() == 1);
    story.press_answer(kBob, "tocsin.confirm_page");
    story.tells(kBob, {"Whether somebody was really woken"});
    REQUIRE(story.pagerduty().incidents().size() == 2);
    CHECK_THAT(story.pagerduty().incidents().back().title, Contains("reopened: it is back"));
    story.deliver_pagerduty();
    story.advance(minutes{2});
    CHECK(story.incident(1).pagerduty.size() == 2);
    story.says(channel, {"page to *checkout*", "not known yet", "PagerDuty: ", "notified Bob", "→ resolved", "from here", "→ investigating", "page to *checkout*", "not known yet", "PagerDuty: ", "notified Bob"});
    story.says(kUpdates, {"Resolved", "Reopened"});
}

TEST_CASE("over the API a reopen is done, not asked for") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    CHECK(story.command(R"({"text":"resolve over","incident":1})").status == 200);
    story.deliver_pagerduty();
    CHECK(story.command(R"({"text":"reopen again","incident":1})").status == 200);
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    CHECK(story.pagerduty().incident(alert)->status == "resolved");
    story.says(kUpdates, {"Resolved", "Reopened"});
}
