// A service that PagerDuty pages: tocsin's own policy starts only when PagerDuty has provably woken nobody.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

void page_checkout(Story& story, const std::string& channel) {
    story.type(kBob, channel, "page Checkout");
    story.press_answer(kBob, "tocsin.confirm_page");
    story.tells(kBob, {"Whether somebody was really woken"});
}

}  // namespace

TEST_CASE("PagerDuty notifies somebody: tocsin pages nobody besides") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    page_checkout(story, channel);
    story.advance(minutes{5});
    CHECK(story.count(1, "page_requested") == 1);
    CHECK(story.incident(1).pages.front().state == "notified");
    story.says(channel, {"page to *Checkout*", "not known yet", "notified Bob"});
}

TEST_CASE("nobody notified within 60 s: the service's own policy starts, and the channel says why") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.pagerduty().people_answer(false);
    page_checkout(story, channel);
    story.advance(seconds{50});
    CHECK(story.count(1, "page_requested") == 1);
    story.advance(seconds{30});
    REQUIRE(story.count(1, "page_requested") == 2);
    CHECK(story.incident(1).pages.back().plan == "policy:shop");
    story.says(channel, {"page to *Checkout*", "not known yet", "nobody has been notified", "PagerDuty has notified nobody within 60 s", "paging Bob"});
    story.says(story.direct(kBob), {"You are being paged for"});
}

TEST_CASE("refused for good: the service's own policy starts at once") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.pagerduty().fail_next("POST /v2/enqueue", Fault::http(400, R"({"status":"invalid event","message":"no such key"})"));
    page_checkout(story, channel);
    REQUIRE(story.count(1, "page_requested") == 2);
    CHECK(story.incident(1).pages.back().plan == "policy:shop");
    story.says(channel, {"page to *Checkout*", "failed", "PagerDuty refused the page", "paging Bob"});
    story.says(story.direct(kBob), {"You are being paged for"});
}
