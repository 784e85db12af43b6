// Two incidents are one: the work, and PagerDuty, go on in the one that stays.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a merged incident points to the other, takes no more work and cannot be reopened") {
    Story story;
    const auto first = story.declare(kBob, "sev2 Checkout is failing");
    const auto second = story.declare(kBob, "sev3 Payments are slow");
    CHECK_THAT(story.type(kBob, second, "merge INC-2 into INC-1"), Contains("INC-2 is merged into INC-1"));
    CHECK(story.incident(2).merged_into.value == 1);
    CHECK(story.incident(2).status == tocsin::Status::canceled);
    CHECK(story.channel_of(2).archived);
    CHECK_THAT(story.card_text(2), Contains("Merged into INC-1"));
    CHECK_THAT(story.announcement(2), Contains("Merged into INC-1"));
    CHECK_THAT(story.type(kBob, kGeneral, "reopen INC-2 it is back"), Contains("merged into"));
    CHECK_THAT(story.type(kBob, first, "merge INC-1 into INC-2"), Contains("merged into"));
    story.says(first, {"took in incident 2"});
    story.says(second, {"merged into incident 1", "canceled"});
}

TEST_CASE("what is closed is merged into nothing, and keeps its figures") {
    Story story;
    const auto first = story.declare(kBob, "sev2 Checkout is failing");
    const auto second = story.declare(kBob, "sev3 Payments are slow");
    story.type(kBob, first, "task write it down");
    CHECK_THAT(story.type(kBob, first, "close it was a deploy"), Contains("`/incident task INC-1 list`"));
    CHECK_THAT(story.type(kBob, kGeneral, "task INC-1 list"), Contains("write it down"));
    CHECK_THAT(story.type(kBob, second, "merge INC-1"), Contains("INC-1 is closed") && Contains("related INC-1"));
    CHECK(story.incident(1).status == tocsin::Status::closed);
    CHECK(story.incident(1).merged_into.none());
    story.all_was_expected();
}

TEST_CASE("PagerDuty events of a merged incident reach the one that took it in") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    const auto channel = story.declare(kAlice, "sev2 Checkout is failing");
    story.type(kAlice, channel, "merge INC-1 into INC-2");
    story.deliver_pagerduty();
    REQUIRE(story.pagerduty().add_note(alert, kPagerDora, "I look").has_value());
    story.deliver_pagerduty();
    CHECK(story.count(2, "pagerduty_changed") == 1);
    CHECK(story.count(1, "pagerduty_changed") == 0);
    story.says(channel, {"took in incident 1", "PagerDuty: ", "I look"});
}
