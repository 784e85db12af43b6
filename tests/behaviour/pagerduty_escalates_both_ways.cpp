// `escalate` asks PagerDuty for the next level in the name of whoever typed it; what is escalated there is on the timeline here.
// Neither comes back as a second event.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// INC-1, acknowledged by Bob; gives the PagerDuty incident.
std::string acknowledged_by_bob(Story& story) {
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "ack INC-1");
    story.deliver_pagerduty();
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"acknowledged by", "lead", "triage → investigating", "from here"});
    return alert;
}

std::size_t escalations(Story& story, const std::string& alert) {
    const auto& log = story.pagerduty().incident(alert)->log;
    return static_cast<std::size_t>(std::ranges::count(log, "escalate_log_entry", &tocsin::sandbox::PagerDutyLogEntry::type));
}

}  // namespace

TEST_CASE("escalate goes to the next level there as the person, once, and does not come back") {
    Story story;
    const auto alert = acknowledged_by_bob(story);
    const auto channel = story.channel_id(1);
    CHECK_THAT(story.type(kBob, channel, "escalate I need the database team"), Contains("asked in your name"));
    CHECK(story.pagerduty().incident(alert)->assignees == std::vector<std::string>{kPagerAlice});
    CHECK_THAT(story.pagerduty().incident(alert)->log.back().agent, Contains(kPagerBob));
    CHECK(story.incident(1).pagerduty.front().state == "triggered");
    const auto kinds = story.kinds(1);
    CHECK(story.deliver_pagerduty().size() == 1);
    CHECK(story.kinds(1) == kinds);
    story.says(channel, {"is to be escalated: I need the database team", "escalated to level 2, Alice, from here"});

    story.type(kBob, channel, "escalate");
    CHECK(escalations(story, alert) == 1);
    story.says(channel, {"is to be escalated", "nobody is on call after level 2"});
    // What was refused hides nothing: Alice's own escalation is news.
    REQUIRE(story.pagerduty().reassign(alert, kPagerAlice, {kPagerBob}).has_value());
    REQUIRE(story.pagerduty().incident(alert)->level == 2);
    story.deliver_pagerduty();
    story.says(channel, {"reassigned to Bob"});
}

TEST_CASE("what pages again over there can be acknowledged again here") {
    Story story;
    const auto alert = acknowledged_by_bob(story);
    CHECK_THAT(story.type(kBob, kGeneral, "ack INC-1"), Contains("acknowledged this incident already"));
    story.advance(minutes{5});
    REQUIRE(story.pagerduty().unacknowledge(alert).has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(1).pagerduty.front().state == "triggered");
    story.type(kBob, kGeneral, "ack INC-1");
    CHECK(story.pagerduty().incident(alert)->status == "acknowledged");
    CHECK(story.count(1, "acknowledged") == 2);
    CHECK_THAT(story.type(kBob, kGeneral, "ack INC-1"), Contains("acknowledged this incident already"));
    story.all_was_expected();
}

TEST_CASE("of two that page there, one acknowledged there leaves the other to be acknowledged here; what nobody can acknowledge is said once") {
    Story story;
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors").has_value());
    story.deliver_pagerduty();
    const auto second = story.pagerduty().trigger(kCheckout, "Latency").value();
    story.deliver_pagerduty();
    REQUIRE(story.incident(1).pagerduty.size() == 2);
    const auto first = story.incident(1).pagerduty.front().id.value;
    REQUIRE(story.pagerduty().acknowledge(first, kPagerBob).has_value());
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "ack INC-1");
    CHECK(story.pagerduty().incident(second)->status == "acknowledged");
    // Carol is nobody whom PagerDuty knows.
    REQUIRE(story.pagerduty().unacknowledge(second).has_value());
    story.deliver_pagerduty();
    story.type(kCarol, kGeneral, "ack INC-1");
    CHECK(story.pagerduty().incident(second)->status == "triggered");
    CHECK_THAT(story.type(kCarol, kGeneral, "ack INC-1"), Contains("acknowledged this incident already"));
    story.all_was_expected();
}

TEST_CASE("what PagerDuty escalates by itself is not taken for what was asked for here") {
    Story story;
    const auto alert = acknowledged_by_bob(story);
    const auto channel = story.channel_id(1);
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, channel, "escalate");
    REQUIRE(story.pagerduty().escalate(alert).has_value());
    story.deliver_pagerduty();
    story.says(channel, {"is to be escalated", "could not be told yet", "escalated to Alice"});
    story.pagerduty().clear_faults();
    story.advance(minutes{10});
    CHECK(escalations(story, alert) == 1);
    story.says(channel, {"escalated in PagerDuty since it was asked for"});
}

TEST_CASE("somebody whom PagerDuty does not know reads that nothing was escalated") {
    Story story;
    const auto alert = acknowledged_by_bob(story);
    const auto channel = story.channel_id(1);
    story.type(kCarol, channel, "join");
    story.type(kCarol, channel, "escalate");
    CHECK(escalations(story, alert) == 0);
    story.says(channel, {"joined", "is to be escalated", "PagerDuty knows nobody with the e-mail address"});
}

TEST_CASE("PagerDuty is down for an hour: escalate is said at once, retried and done once") {
    Story story;
    const auto alert = acknowledged_by_bob(story);
    const auto channel = story.channel_id(1);
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, channel, "escalate");
    story.says(channel, {"is to be escalated", "could not be told yet"});
    story.advance(hours{1});
    story.restart();
    story.pagerduty().clear_faults();
    story.pagerduty().fail_next("PUT /incidents/{id}", Fault::drop_after());
    story.advance(minutes{15});
    CHECK(escalations(story, alert) == 1);
    CHECK(story.pagerduty().incident(alert)->assignees == std::vector<std::string>{kPagerAlice});
    story.says(channel, {"escalated in PagerDuty since it was asked for"});
    const auto kinds = story.kinds(1);
    story.deliver_pagerduty();
    CHECK(story.kinds(1) == kinds);
}

TEST_CASE("whoever acknowledges meanwhile is not passed by") {
    Story story;
    const auto alert = acknowledged_by_bob(story);
    const auto channel = story.channel_id(1);
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, channel, "escalate");
    story.type(kAlice, channel, "ack");
    story.pagerduty().clear_faults();
    story.advance(minutes{15});
    CHECK(escalations(story, alert) == 0);
    story.says(channel, {"is to be escalated", "could not be told yet", "acknowledged by"});
}

TEST_CASE("where nothing is being escalated, escalate says what to do") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "escalate"), Contains("Nothing is being escalated") && Contains("page"));
    CHECK_THAT(story.type(kBob, channel, "assign @U0ALICE"), Contains("Nobody is being paged") && Contains("page"));
    CHECK(story.count(1, "page_escalated") == 0);
}
