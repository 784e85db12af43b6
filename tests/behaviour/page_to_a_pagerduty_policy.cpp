// A step that names an escalation policy of PagerDuty: an incident there over REST; where only a routing key is known, an alert; and
// where neither is, the next step at once.
#include "bot/config.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kPolicyFile = R"(
people:
  - {id: dora, name: Dora, phone: "+12025550104", notify: {high: [{after: 0m, by: sms}], low: [{after: 0m, by: sms}]}}
policies:
  - id: payments
    steps:
      - {notify: ["pagerduty:PPOLICY"], delay: 15m}
      - {notify: ["person:dora"], delay: 5m}
    fallback: ["person:dora"]
services:
  - {id: checkout, name: Checkout, policy: payments}
)";

/// Only Events API v2 is known, by a key of this name.
Story::Furnish events_only(const std::string& name) {
    return [name](tocsin::Config& config) {
        config.pagerduty.page_service.clear();
        config.pagerduty.api_token.clear();
        config.settings.pagerduty.rest = false;
        config.pagerduty.routing_keys = {{name, config.pagerduty.routing_keys.at("payments")}};
    };
}

std::string page_the_policy(Story& story) {
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout database is full --yes");
    return channel;
}

}  // namespace

TEST_CASE("an escalation policy is paged by an incident of PagerDuty, once, also when the answer is lost") {
    Story story(on_call_by(kPolicyFile));
    story.pagerduty().fail_next("POST /incidents", Fault::drop_after());
    const auto channel = page_the_policy(story);
    story.advance(seconds{30});
    REQUIRE(story.pagerduty().incidents().size() == 1);
    CHECK_THAT(story.pagerduty().incidents().front().title, Contains("INC-1 SEV1: Checkout is failing"));
    CHECK_THAT(story.card_text(1), Contains("PPOLICY by pagerduty: sent — PagerDuty took it; whom it woke is said when PagerDuty says so"));
    story.type(kBob, channel, "ack");
    story.advance(minutes{20});
    story.says(channel, {"page to *Checkout*", "paging pagerduty:PPOLICY", "acknowledged by", "lead"});
}

TEST_CASE("without REST the policy's routing key, or the one named default, carries it") {
    for (const char* name : {"PPOLICY", "default"}) {
        Story story(on_call_by(kPolicyFile), events_only(name));
        const auto channel = page_the_policy(story);
        REQUIRE(story.pagerduty().incidents().size() == 1);
        CHECK(story.pagerduty().incidents().front().service == kPayments);
        CHECK_THAT(story.card_text(1), Contains("PPOLICY by pagerduty: sent — PagerDuty took it as an alert of `" + std::string(name) + "`"));
        story.advance(minutes{16});
        story.texts(kDoraPhone, {"INC-1"});
        story.type(kBob, channel, "ack");
        story.says(channel, {"page to *Checkout*", "paging pagerduty:PPOLICY", "nobody has been notified", "paging Dora", "acknowledged by", "lead"});
    }
}

TEST_CASE("with no way to reach the policy the next step follows at once, and the channel reads what is missing") {
    Story story(on_call_by(kPolicyFile), events_only("elsewhere"));
    const auto channel = page_the_policy(story);
    story.texts(kDoraPhone, {"INC-1"});
    CHECK(story.pagerduty().incidents().empty());
    story.type(kBob, channel, "ack");
    story.says(channel, {"page to *Checkout*", "paging pagerduty:PPOLICY", "or a key named PPOLICY or `default`", "paging Dora", "acknowledged by", "lead"});
}
