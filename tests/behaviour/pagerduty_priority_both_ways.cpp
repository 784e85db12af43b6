// A severity set here is a priority there, by name, and the other way round; neither comes back.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("severity and priority follow each other without a loop") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "sev INC-1 2");
    CHECK(story.pagerduty().incident(alert)->priority == "PRIO2");
    const auto before = story.kinds(1);
    story.deliver_pagerduty();
    CHECK(story.kinds(1) == before);

    REQUIRE(story.pagerduty().set_priority(alert, kPagerBob, "PRIO1").has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(1).severity == tocsin::Severity::sev1);
    CHECK(story.pagerduty().calls("PUT /incidents/{id}").size() == 1);
    CHECK(story.deliver_pagerduty().empty());

    // The account has no P5.
    story.type(kBob, kGeneral, "sev INC-1 5 it was the monitor");
    CHECK(story.incident(1).severity == tocsin::Severity::sev5);
    CHECK(story.pagerduty().incident(alert)->priority == "PRIO1");
    CHECK(story.count(1, "delivery_failed") == 0);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"SEV2", "priority set to P1", "PagerDuty priority P1", "SEV5"});
}
