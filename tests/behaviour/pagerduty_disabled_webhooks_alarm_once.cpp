// PagerDuty switches our webhook subscription off: an alarm, once, in the announcement channel and in `health`; tocsin tries to
// switch it on again and says when that worked.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

void watch_subscription(tocsin::handlers::Settings& settings) { settings.pagerduty.check_every = minutes{1}; }

}  // namespace

TEST_CASE("a subscription that is temporarily disabled is said once and switched on") {
    Story story(watch_subscription);
    story.advance(minutes{2});
    story.says(kAnnounce, {});
    story.pagerduty().disable_webhooks();
    story.advance(minutes{1} + seconds{10});
    story.says(kAnnounce, {"the webhook subscription PSANDBOX is temporarily disabled"});
    CHECK(story.pagerduty().state().subscription.works());
    story.advance(minutes{5});
    story.says(kAnnounce, {"switched on again"});
    CHECK(story.pagerduty().calls("POST /webhook_subscriptions/{id}/enable").size() == 1);
}

TEST_CASE("one that cannot be switched on is an alarm once and stays in health") {
    Story story(watch_subscription);
    story.pagerduty().deactivate_webhooks();
    for (int i = 0; i < 12; ++i) story.pagerduty().fail_next("PUT /webhook_subscriptions/{id}", Fault::api_error("Forbidden", 403));
    story.advance(minutes{10});
    story.says(kAnnounce, {"is not active"});
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("pagerduty webhook disabled") && Contains("do it in PagerDuty"));
    story.advance(minutes{10});
    story.says(kAnnounce, {"switched on again"});
}

TEST_CASE("one that was deleted is an alarm once and stays in health until there is one again") {
    Story story(watch_subscription);
    story.advance(minutes{2});
    for (int i = 0; i < 5; ++i) story.pagerduty().fail_next("GET /webhook_subscriptions", Fault::http(200, R"({"webhook_subscriptions":[],"more":false})"));
    story.advance(minutes{3});
    story.says(kAnnounce, {"there is no webhook subscription for"});
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("pagerduty webhook missing"));
    story.advance(minutes{5});
    story.says(kAnnounce, {"switched on again"});
}

TEST_CASE("a token that may not list subscriptions watches nothing, which health says, and no channel") {
    Story story(watch_subscription);
    story.advance(minutes{2});
    for (int i = 0; i < 3; ++i) story.pagerduty().fail_next("GET /webhook_subscriptions", Fault::api_error("Forbidden", 403));
    story.advance(minutes{2});
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("pagerduty webhook unlisted") && Contains("goes unnoticed"));
    story.advance(minutes{3});
    CHECK_THAT(story.type(kBob, kGeneral, "health"), !Contains("unlisted"));
    story.says(kAnnounce, {});
}
