// When not one of tocsin's own messages could be delivered and no step is left, PagerDuty is asked, once; what can wait is tried for
// longer than three times.
#include "tests/support/oncall_edition.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

void paged_here(tocsin::handlers::Settings& settings) { use_oncall_file(settings); }

/// Every direct message, text message and call is refused for good.
void refuse_everything(Story& story) {
    for (int i = 0; i < 10; ++i) story.slack().fail_next("conversations.open", Fault::api_error("user_not_found"));
    story.twilio().fail_all(Fault::api_error("Invalid number", 21211));
}

std::ptrdiff_t through_pagerduty(Story& story) {
    const auto pages = story.incident(1).pages;
    return std::ranges::count_if(pages, [](const auto& page) { return !page.is_own(); });
}

}  // namespace

TEST_CASE("every message of every step was refused: PagerDuty, once") {
    Story story(paged_here);
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing --service checkout");
    refuse_everything(story);
    story.type(kAlice, channel, "page Checkout --yes");
    story.advance(minutes{2});
    CHECK(through_pagerduty(story) == 1);
    CHECK(story.pagerduty().incidents().size() == 1);
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::exhausted);
    story.type(kAlice, channel, "page shipping --yes");
    story.advance(minutes{2});
    CHECK(story.count(1, "page_requested") == 3);
    CHECK(through_pagerduty(story) == 1);
    story.says(channel, {"page to *Checkout*", "paging Bob", "notification 1 failed", "notification 2 failed", "paging Alice", "notification 3 failed",
                         "notification 4 failed", "paging the fallback", "notification 5 failed", "notification 6 failed", "none of tocsin's own messages",
                         "PagerDuty took it", "notified Bob", "page to *Shipping*", "paging Bob", "notification 1 failed", "notification 2 failed", "paging Alice",
                         "notification 3 failed", "notification 4 failed", "paging the fallback", "notification 5 failed", "notification 6 failed"});
}

TEST_CASE("what can wait for the morning is tried until it arrives") {
    Story story(paged_here);
    const auto channel = story.declare(kAlice, "sev4 Checkout looks odd --service checkout");
    for (int i = 0; i < 5; ++i) story.slack().fail_next("conversations.open", Fault::http(503));
    story.type(kAlice, channel, "page Checkout --yes");
    story.advance(minutes{4});
    CHECK(story.incident(1).pages.front().notifications.front().state == tocsin::NotificationState::sent);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobsPhone, {"INC-1 SEV4"});
    story.says(channel, {"page to *Checkout*", "paging Bob"});
}
