// A trigger joins an open incident by the rules: same service, or same label of its alerts.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

tocsin::sandbox::PagerDutyAlertInput in_region(const std::string& region) {
    tocsin::sandbox::PagerDutyAlertInput alert;
    alert.summary = "errors";
    alert.details = R"({"region":")" + region + R"("})";
    return alert;
}

}  // namespace

TEST_CASE("the same service within five minutes joins, later or another service does not") {
    Story story;
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors").has_value());
    story.deliver_pagerduty();
    story.advance(minutes{1});
    REQUIRE(story.pagerduty().trigger(kCheckout, "Latency").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(1).pagerduty.size() == 2);
    CHECK(story.count(1, "alert_joined") == 1);
    REQUIRE(story.pagerduty().trigger(kPayments, "Errors").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(2).pagerduty.size() == 1);
    story.advance(minutes{6});
    REQUIRE(story.pagerduty().trigger(kCheckout, "Again").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(3).pagerduty.size() == 1);
}

TEST_CASE("two triggers of one service delivered together make one incident") {
    Story story;
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors").has_value());
    REQUIRE(story.pagerduty().trigger(kCheckout, "Latency").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(1).pagerduty.size() == 2);
}

TEST_CASE("labels taken from the alerts and from the title agree by rule") {
    Story story([](auto& settings) { settings.pagerduty.join = {{minutes{5}, {"label.region"}, 3}}; });
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors", {in_region("eu-west-1")}).has_value());
    story.deliver_pagerduty();
    REQUIRE(story.pagerduty().trigger(kPayments, "Errors", {in_region("eu-west-1")}).has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(2).pagerduty.size() == 1);
    REQUIRE(story.pagerduty().trigger(kPayments, "Slow", {in_region("us-east-1")}).has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(3).pagerduty.size() == 1);
    REQUIRE(story.pagerduty().trigger(kPayments, "[eu-west-1] Slow").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(2).pagerduty.size() == 2);
    CHECK(story.count(2, "alert_joined") == 1);
}

TEST_CASE("nothing joins an incident that is resolved") {
    Story story;
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors").has_value());
    story.deliver_pagerduty();
    story.type(kAlice, kGeneral, "cancel INC-1 false alarm");
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors again").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(1).pagerduty.size() == 1);
    CHECK(story.incident(2).pagerduty.size() == 1);
}

TEST_CASE("a trigger joins what somebody declared for its service, and nothing older or private") {
    Story story;
    story.declare(kAlice, "sev2 Checkout fails --service checkout");
    story.advance(minutes{1});
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(1).pagerduty.size() == 1);
    CHECK(story.count(1, "alert_joined") == 1);
    story.advance(minutes{6});
    REQUIRE(story.pagerduty().trigger(kCheckout, "Much later").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(2).pagerduty.size() == 1);
    story.says(story.channel_id(1), {"on checkout, urgency high", "joined by rule: same service within 5 min"});
    // An alert of another service that was merged into one that people declared does not stand in the way.
    story.declare(kAlice, "sev2 Checkout fails again --service checkout");
    REQUIRE(story.pagerduty().trigger(kPayments, "Errors").has_value());
    story.deliver_pagerduty();
    story.type(kAlice, kGeneral, "merge INC-4 into INC-3");
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors once more").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(3).pagerduty.size() == 2);
    story.all_was_expected();
}

TEST_CASE("a trigger joins no drill and nothing private that somebody declared") {
    Story story;
    story.type(kAlice, kGeneral, "declare sev2 Checkout is probed --service checkout --private");
    story.type(kAlice, kGeneral, "declare sev2 Checkout is drilled --service checkout --drill");
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(3).pagerduty.size() == 1);
    story.all_was_expected();
}
