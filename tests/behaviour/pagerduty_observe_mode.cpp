// `open: observe` only says what it would do.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("observing opens nothing and says what it would have done") {
    Story story([](auto& settings) { settings.pagerduty.open = tocsin::handlers::OpenMode::observe; });
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    REQUIRE(story.pagerduty().acknowledge(alert, kPagerBob).has_value());
    story.deliver_pagerduty();
    CHECK_THAT(story.type(kBob, kGeneral, "list all"), Contains("There is no such incident"));
    story.says(kAnnounce, {"would open an incident in triage, suggested SEV2"});
}

TEST_CASE("off does not even say so") {
    Story story([](auto& settings) { settings.pagerduty.open = tocsin::handlers::OpenMode::off; });
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors").has_value());
    story.deliver_pagerduty();
    CHECK_THAT(story.type(kBob, kGeneral, "list all"), Contains("There is no such incident"));
}
