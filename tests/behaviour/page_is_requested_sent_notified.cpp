// A page is requested, sent, and only then does somebody know of it; the channel says which (design G10).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a page asks once, then goes through requested, sent and notified") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    CHECK_THAT(story.card_text(1), Contains("Nobody has been paged"));
    CHECK_THAT(story.type(kCarol, channel, "page checkout database is full"), Contains("Somebody may be woken"));
    CHECK(story.pagerduty().incidents().empty());
    story.press_answer(kCarol, "tocsin.confirm_page");
    story.tells(kCarol, {"Whether somebody was really woken"});
    REQUIRE(story.pagerduty().incidents().size() == 1);
    CHECK_THAT(story.pagerduty().incidents().front().title, Contains("INC-1") && Contains("database is full"));
    story.advance(minutes{2});
    CHECK(story.incident(1).pages.front().state == "notified");
    CHECK_THAT(story.card_text(1), Contains("checkout") && Contains("Bob"));
    story.says(channel, {"page to *checkout*", "not known yet", "notified Bob"});
    CHECK(story.count(1, "page_unanswered") == 0);
}

TEST_CASE("people cannot be paged through a service, and what can be is offered") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "page <@U0ALICE>"), Contains("not one person") && Contains("checkout, payments"));
    CHECK_THAT(story.type(kBob, channel, "page database"), Contains("no routing key") && Contains("checkout, payments"));
    CHECK(story.pagerduty().incidents().empty());
    CHECK(story.count(1, "page_requested") == 0);
}

TEST_CASE("the page's own PagerDuty incident belongs to the incident that paged") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.type(kBob, channel, "page checkout");
    story.press_answer(kBob, "tocsin.confirm_page");
    story.tells(kBob, {"Whether somebody was really woken"});
    story.deliver_pagerduty();
    CHECK(story.incident(1).pagerduty.size() == 1);
    CHECK(story.type(kBob, channel, "list all").find("INC-2") == std::string::npos);
    story.advance(minutes{2});
    story.says(channel, {"page to *checkout*", "not known yet", "PagerDuty: ", "notified Bob"});
}
