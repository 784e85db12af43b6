// A page that PagerDuty has not taken yet, of an incident that is over meanwhile: nobody is woken for it.
#include "tests/support/story.hpp"

using namespace tocsin::story;

namespace {

/// The channel of an incident whose page waits for its next attempt; PagerDuty is back by now.
std::string paged_in_vain(Story& story) {
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, channel, "page checkout");
    story.press_answer(kBob, "tocsin.confirm_page");
    story.tells(kBob, {"Whether somebody was really woken"});
    story.says(channel, {"page to *checkout*", "still trying"});
    story.pagerduty().clear_faults();
    return channel;
}

}  // namespace

TEST_CASE("a page that waits is not sent once its incident is canceled or resolved") {
    Story story;
    const auto channel = paged_in_vain(story);
    SECTION("canceled") { story.type(kBob, channel, "cancel a false alarm"); }
    SECTION("resolved") { story.type(kBob, channel, "resolve it went away"); }
    story.advance(minutes{10});
    CHECK(story.pagerduty().incidents().empty());
    story.all_was_expected();
}

TEST_CASE("a page that waits is not sent once its incident is merged into another") {
    Story story;
    paged_in_vain(story);
    story.declare(kBob, "sev1 Payments are failing");
    story.type(kBob, kGeneral, "merge INC-1 into INC-2");
    story.advance(minutes{10});
    CHECK(story.pagerduty().incidents().empty());
    story.all_was_expected();
}
