// When not one of tocsin's own messages could be delivered and no step is left, PagerDuty is asked, once; what can wait is tried for
// longer than three times.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

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
    Story story(on_call_by(shop_policy_file()));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing --service checkout");
    refuse_everything(story);
    story.type(kAlice, channel, "page Checkout --yes");
    story.advance(minutes{2});
    CHECK(through_pagerduty(story) == 1);
    CHECK(story.pagerduty().incidents().size() == 1);
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::exhausted);
    story.type(kAlice, channel, "page policy:shop --yes");
    story.advance(minutes{2});
    CHECK(story.count(1, "page_requested") == 3);
    CHECK(through_pagerduty(story) == 1);
    story.says(channel, {"page to *Checkout*", "paging Bob", "notification 1 failed", "notification 2 failed", "paging Alice", "notification 3 failed",
                         "notification 4 failed", "paging the fallback", "notification 5 failed", "notification 6 failed", "none of tocsin's own messages",
                         "PagerDuty took it", "notified Bob", "page to *shop*", "paging Bob", "notification 1 failed", "notification 2 failed", "paging Alice",
                         "notification 3 failed", "notification 4 failed", "paging the fallback", "notification 5 failed", "notification 6 failed",
                         "page P3 to its fallback"});
    // PagerDuty pages already, so nothing was left.
    story.says(kAnnounce, {"page P3 to its fallback — not one message went out"});
}

TEST_CASE("what can wait for the morning is tried until it arrives") {
    Story story(on_call_by(shop_policy_file()));
    const auto channel = story.declare(kAlice, "sev4 Checkout looks odd --service checkout");
    for (int i = 0; i < 5; ++i) story.slack().fail_next("conversations.open", Fault::http(503));
    story.type(kAlice, channel, "page Checkout --yes");
    story.advance(minutes{4});
    CHECK(story.incident(1).pages.front().notifications.front().state == tocsin::NotificationState::sent);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.says(channel, {"page to *Checkout*", "paging Bob"});
}

TEST_CASE("whoever has left the file meanwhile is still named with the other ways to reach them") {
    Story story(kShopFile);
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing --service checkout");
    story.type(kAlice, channel, "page checkout --yes");
    const auto without_bob = with(kShopFile, R"(  - {id: bob, name: bob, slack: U0BOB, phone: "+12025550143", time_zone: America/New_York}
)", "");
    story.edit_oncall(with(without_bob, "users: [bob, ann]", "users: [ann]"));
    story.twilio().fail_next("POST Messages.json", Fault::api_error("Invalid number", 21211));
    story.advance(seconds{70});
    story.says(channel, {"page to *checkout*", "paging bob", "nobody has been notified", "other contacts: the same phone +12025550143, Slack @U0BOB", "paging the fallback"});
    story.says(story.direct(kBob), {"You are being paged for", "You were taken out of the on-call file"});
    story.says(story.direct(kAlice), {"You are on call for"});
    story.says(story.direct(kCarol), {"You are being paged for"});
}
