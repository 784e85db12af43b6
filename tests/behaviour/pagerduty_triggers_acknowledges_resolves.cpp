// PagerDuty triggers: an incident in triage without a channel. Somebody acknowledges there: channel, lead. Resolved there: proposed here.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("triggered is triage without a channel, acknowledged makes channel and lead, resolved is proposed") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "[eu-west-1] Checkout errors").value();
    story.deliver_pagerduty();
    auto state = story.incident(1);
    CHECK(state.status == tocsin::Status::triage);
    CHECK(state.severity == tocsin::Severity::unset);
    CHECK(state.suggested == tocsin::Severity::sev2);
    CHECK(state.time(tocsin::KeyTime::detected).has_value());
    CHECK_FALSE(story.has_channel(1));
    story.says(kAnnounce, {});

    story.advance(minutes{2});
    REQUIRE(story.pagerduty().acknowledge(alert, kPagerBob).has_value());
    story.deliver_pagerduty();
    state = story.incident(1);
    CHECK(state.status == tocsin::Status::investigating);
    CHECK(state.time(tocsin::KeyTime::acknowledged).has_value());
    CHECK(state.role(tocsin::Role::lead).value == "slack:T0SANDBOX:U0BOB");
    const auto channel = story.channel_id(1);
    CHECK(story.channel_of(1).has_member(kBob));
    story.has_card_and_announcement(1);
    CHECK_THAT(story.pagerduty().incident(alert)->notes.back().content, Contains("INC-1 is worked on in Slack"));
    story.deliver_pagerduty();
    story.says(channel, {"acknowledged by Bob through PagerDuty", "triage → investigating", "lead"});

    REQUIRE(story.pagerduty().resolve(alert, kPagerBob).has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    story.says(channel, {"PagerDuty " + alert + ": resolved in PagerDuty", "stays open until somebody resolves it"});
    story.type(kBob, channel, "resolve back to normal");
    CHECK(story.incident(1).status == tocsin::Status::resolved);
    CHECK(story.deliver_pagerduty().empty());
    story.says(channel, {"resolved"});
    story.says(kUpdates, {"Resolved"});
}

TEST_CASE("setting a severity makes the channel of an incident in triage") {
    Story story;
    REQUIRE(story.pagerduty().trigger(kCheckout, "Checkout errors").has_value());
    story.deliver_pagerduty();
    story.type(kAlice, kGeneral, "sev INC-1 2");
    CHECK(story.has_channel(1));
    story.deliver_pagerduty();
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"SEV2"});
}

TEST_CASE("resolve: apply resolves when the last linked incident is resolved") {
    Story story([](auto& settings) { settings.pagerduty.resolve = tocsin::handlers::ResolveMode::apply; });
    const auto alert = story.pagerduty().trigger(kCheckout, "Checkout errors").value();
    story.deliver_pagerduty();
    REQUIRE(story.pagerduty().resolve_by_integration(alert).has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(1).status == tocsin::Status::resolved);
    CHECK_FALSE(story.has_channel(1));
}

TEST_CASE("an event delivered twice counts once, and an unknown one is taken") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Checkout errors").value();
    const auto sent = story.deliver_pagerduty();
    const auto kinds = story.kinds(1);
    story.restart();
    for (const auto& request : sent) CHECK(story.deliver(request).status / 100 == 2);
    story.pagerduty().send_event("incident.teleported", "incident", R"({"id":"X"})");
    story.pagerduty().send_ping();
    story.deliver_pagerduty();
    CHECK(story.kinds(1) == kinds);
    REQUIRE(story.pagerduty().add_note(alert, kPagerDora, "looking").has_value());
    story.deliver_pagerduty();
    CHECK(story.count(1, "pagerduty_changed") == 1);
}
