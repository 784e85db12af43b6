// `assign` gives PagerDuty's incident to one person, as whoever typed it; it does not come back as a second event.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string open_incident(Story& story) {
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "ack INC-1");
    story.deliver_pagerduty();
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"acknowledged by", "lead", "triage → investigating", "from here"});
    return alert;
}

std::size_t assignments(Story& story, const std::string& alert) {
    const auto& log = story.pagerduty().incident(alert)->log;
    return static_cast<std::size_t>(std::ranges::count_if(log, [](const auto& entry) { return entry.type == "assign_log_entry" && entry.user == kPagerAlice; }));
}

}  // namespace

TEST_CASE("assign finds the person by their e-mail address, and does not come back") {
    Story story;
    const auto alert = open_incident(story);
    const auto channel = story.channel_id(1);
    CHECK_THAT(story.type(kBob, channel, "assign @U0ALICE knows the database"), Contains("asked in your name"));
    CHECK(story.pagerduty().incident(alert)->assignees == std::vector<std::string>{kPagerAlice});
    CHECK(story.pagerduty().calls("GET /users").size() == 1);
    CHECK_THAT(story.pagerduty().incident(alert)->log.back().agent, Contains(kPagerBob));
    const auto kinds = story.kinds(1);
    CHECK(story.deliver_pagerduty().size() == 1);
    CHECK(story.kinds(1) == kinds);
    story.says(channel, {"is to be assigned to", "reassigned to Alice from here"});
    story.type(kBob, channel, "assign @U0CAROL");
    CHECK(story.pagerduty().incident(alert)->assignees == std::vector<std::string>{kPagerAlice});
    story.says(channel, {"is to be assigned to", "PagerDuty knows nobody with the e-mail address"});
    REQUIRE(story.pagerduty().reassign(alert, kPagerAlice, {kPagerDora}).has_value());
    story.deliver_pagerduty();
    story.says(channel, {"reassigned to Dora"});
}

TEST_CASE("assign takes the PagerDuty user of the on-call file before the e-mail address") {
    Story story(on_call_by(shop_policy_file("pagerduty")));
    const auto alert = open_incident(story);
    story.type(kBob, story.channel_id(1), "assign @U0ALICE");
    CHECK(story.pagerduty().incident(alert)->assignees == std::vector<std::string>{kPagerAlice});
    CHECK(story.pagerduty().calls("GET /users").empty());
    story.deliver_pagerduty();
    story.says(story.channel_id(1), {"is to be assigned to Alice", "reassigned to Alice from here"});
}

TEST_CASE("PagerDuty is down for an hour: assign is said at once, retried and done once") {
    Story story;
    const auto alert = open_incident(story);
    const auto channel = story.channel_id(1);
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, channel, "assign @U0ALICE");
    story.says(channel, {"is to be assigned to", "could not be told yet"});
    story.advance(hours{1});
    story.pagerduty().clear_faults();
    story.pagerduty().fail_next("PUT /incidents/{id}", Fault::drop_after());
    story.advance(minutes{15});
    CHECK(assignments(story, alert) == 1);
    story.says(channel, {"reassigned to Alice from here"});
    const auto kinds = story.kinds(1);
    story.deliver_pagerduty();
    CHECK(story.kinds(1) == kinds);
}

TEST_CASE("what is over is not handed on any more") {
    Story story;
    const auto alert = open_incident(story);
    const auto channel = story.channel_id(1);
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, channel, "assign @U0ALICE");
    story.type(kBob, channel, "resolve fixed");
    story.pagerduty().clear_faults();
    story.advance(minutes{15});
    CHECK(assignments(story, alert) == 0);
    CHECK(story.pagerduty().incident(alert)->status == "resolved");
    story.says(channel, {"is to be assigned to", "could not be told yet", "resolved", "could not be told yet", "from here"});
    story.says(kUpdates, {"Resolved"});
}
