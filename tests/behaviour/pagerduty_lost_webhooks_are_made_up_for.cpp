// PagerDuty's webhooks do not arrive for an hour. Looking every minute finds what happened, with the times at which it happened,
// and the webhooks that come late after all have no second effect.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

void look_every_minute(tocsin::handlers::Settings& settings) { settings.pagerduty.check_every = minutes{1}; }

tocsin::Time when(Story& story, int incident, tocsin::KeyTime which) { return story.incident(incident).time(which).value(); }

}  // namespace

TEST_CASE("triggered, acknowledged and resolved without a webhook are found by looking, once") {
    Story story(look_every_minute);
    story.advance(minutes{5});
    const auto triggered_at = story.now();
    const auto alert = story.pagerduty().trigger(kCheckout, "Checkout errors").value();
    auto late = story.pagerduty().take_deliveries();
    story.advance(minutes{1} + seconds{5});
    CHECK(story.incident(1).status == tocsin::Status::triage);
    CHECK(when(story, 1, tocsin::KeyTime::detected) - triggered_at < seconds{1});
    CHECK(triggered_at - when(story, 1, tocsin::KeyTime::detected) < seconds{1});

    const auto acknowledged_at = story.now();
    REQUIRE(story.pagerduty().acknowledge(alert, kPagerBob).has_value());
    story.advance(minutes{3});
    const auto state = story.incident(1);
    CHECK(state.status == tocsin::Status::investigating);
    CHECK(state.role(tocsin::Role::lead).value == "slack:T0SANDBOX:U0BOB");
    CHECK(acknowledged_at - when(story, 1, tocsin::KeyTime::acknowledged) < seconds{1});
    CHECK(story.count(1, "acknowledged") == 1);

    REQUIRE(story.pagerduty().resolve(alert, kPagerBob).has_value());
    story.advance(minutes{3});
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    CHECK(story.count(1, "resolve_proposed") == 1);

    story.advance(hours{1});
    for (auto& request : story.pagerduty().take_deliveries()) late.push_back(request);
    const auto before = story.kinds(1);
    CHECK(late.size() >= 3);
    for (const auto& request : late) CHECK(story.deliver(request).status / 100 == 2);
    story.settle();
    CHECK(story.kinds(1) == before);
    CHECK_THAT(story.type(kBob, kGeneral, "list all"), !Contains("INC-2"));
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"acknowledged by", "triage → investigating", "lead", "resolved in PagerDuty", "stays open until"});
}

TEST_CASE("a webhook that came is not made up for") {
    Story story(look_every_minute);
    const auto alert = story.pagerduty().trigger(kCheckout, "Checkout errors").value();
    story.deliver_pagerduty();
    REQUIRE(story.pagerduty().acknowledge(alert, kPagerBob).has_value());
    story.deliver_pagerduty();
    const auto before = story.kinds(1);
    story.advance(minutes{10});
    CHECK(story.kinds(1) == before);
    story.deliver_pagerduty();
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"acknowledged by", "triage → investigating", "lead"});
}

TEST_CASE("a REST API that does not answer is shown, stops nothing and piles nothing up") {
    Story story(look_every_minute);
    story.pagerduty().fail_all(Fault::http(503));
    story.advance(hours{1});
    const auto health = story.type(kBob, kGeneral, "health");
    CHECK_THAT(health, Contains("pagerduty rest failing: PagerDuty answered HTTP 503") && Contains("0 given up"));
    story.read([](const tocsin::store::Snapshot& view) { CHECK(view.tables().outbox.count_in_lane("pagerduty:check") <= 1); });
    story.pagerduty().clear_faults();
    story.advance(minutes{2});
    CHECK_THAT(story.type(kBob, kGeneral, "health"), !Contains("pagerduty rest"));
}
