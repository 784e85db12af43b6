// A service that tocsin pages: PagerDuty starts only when every message has provably failed and no step is left.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr int kUnsubscribed = 21610;

void by_tocsin(tocsin::handlers::Settings& settings) { on_call_by(shop_policy_file())(settings); }

/// Slack and the phone refuse everybody on call, the fallback too.
void nobody_can_be_reached(Story& story) {
    for (int person = 0; person < 3; ++person) story.slack().fail_next("conversations.open", Fault::api_error("user_disabled"));
    story.twilio().refuse_number(kBobPhone, kUnsubscribed);
    story.twilio().refuse_number(kAlicePhone, kUnsubscribed);
}

}  // namespace

TEST_CASE("every means and every step has failed, the fallback too: PagerDuty pages, once, and the channel says why") {
    Story story(by_tocsin);
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    nobody_can_be_reached(story);
    story.type(kBob, channel, "page checkout --yes");
    REQUIRE(story.count(1, "page_requested") == 2);
    REQUIRE(story.pagerduty().incidents().size() == 1);
    CHECK(story.pagerduty().incidents().front().service == kCheckout);
    story.advance(minutes{2});
    CHECK(story.pagerduty().incidents().size() == 1);
    CHECK(story.incident(1).pages.back().state == "notified");
    story.says(channel, {"page to *Checkout*", "paging Bob", "failed", "failed", "paging Alice", "failed", "failed", "paging the fallback, Alice", "failed", "failed",
                         "none of tocsin's own messages could be delivered", "not known yet", "notified Bob"});
}

TEST_CASE("one message has arrived: PagerDuty is not used") {
    Story story(by_tocsin);
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    for (int person = 0; person < 2; ++person) story.slack().fail_next("conversations.open", Fault::api_error("user_disabled"));
    story.twilio().refuse_number(kBobPhone, kUnsubscribed);
    story.type(kBob, channel, "page checkout --yes");
    story.advance(minutes{30});
    CHECK(story.count(1, "page_requested") == 1);
    CHECK(story.pagerduty().incidents().empty());
    story.texts(kAlicePhone, {"INC-1", "INC-1"});
    story.says(story.direct(kAlice), {"You are being paged for"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "failed", "failed", "paging Alice", "failed", "nobody has been notified", "paging the fallback, Alice"});
}
