// PagerDuty is down: the channel hears at once, and after a minute that nobody was woken; the page goes out as soon as it can.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a page that cannot go out is said at once and sent later") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.pagerduty().fail_all(Fault::http(500));
    story.type(kBob, channel, "page checkout");
    story.press_answer(kBob, "tocsin.confirm_page");
    story.tells(kBob, {"Whether somebody was really woken"});
    story.says(channel, {"page to *checkout*", "still trying — reach people another way meanwhile"});
    story.advance(minutes{10});
    // No on-call file knows this service, so there is no other pager.
    story.says(channel, {"nobody has been notified: within 60 s of the page to checkout (PagerDuty could not be given it, and is tried further)"});
    CHECK(story.api("GET", "/readyz").status == 200);
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("1 being retried") && Contains("✗ PagerDuty: 1 being retried, the oldest from") && Contains("✓ Slack takes"));
    story.pagerduty().clear_faults();
    story.advance(minutes{7});
    CHECK(story.pagerduty().incidents().size() == 1);
    CHECK(story.incident(1).pages.front().state == "notified");
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("✓ PagerDuty takes what is sent to it"));
    story.says(channel, {"not known yet", "notified Bob"});
}

TEST_CASE("an acknowledgement that PagerDuty cannot take is said at once and taken later") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, kGeneral, "ack INC-1");
    CHECK(story.count(1, "delivery_failed") == 1);
    story.pagerduty().clear_faults();
    story.advance(minutes{10});
    CHECK(story.pagerduty().incident(alert)->acknowledgers == std::vector<std::string>{kPagerBob});
    story.deliver_pagerduty();
    CHECK(story.count(1, "acknowledged") == 1);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"acknowledged by", "lead", "triage → investigating", "could not be told yet", "from here"});
}

TEST_CASE("an acknowledgement waits for nothing else that PagerDuty cannot take, and a note is said to be late as well") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.pagerduty().fail_all(Fault::http(503));
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "ack INC-1");
    CHECK(story.count(1, "delivery_failed") == 1);
    story.type(kBob, kGeneral, "note INC-1 the disk is full");
    CHECK(story.count(1, "delivery_failed") == 2);
    story.pagerduty().clear_faults();
    story.advance(minutes{10});
    CHECK(story.pagerduty().incident(alert)->acknowledgers == std::vector<std::string>{kPagerBob});
    story.all_was_expected();
}

TEST_CASE("whoever cancels an incident reads what is still triggered in PagerDuty, where nothing is resolved in their name") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    CHECK_THAT(story.type(kBob, kGeneral, "cancel INC-1 a test"), Contains("Still open in PagerDuty") && Contains("resolve it there"));
    story.advance(minutes{5});
    CHECK(story.pagerduty().incident(alert)->status == "triggered");
    story.all_was_expected();
}
