#include <catch2/catch.hpp>

#include "tests/unit/sandbox/sandbox_test.hpp"

namespace tocsin::sandbox {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

// The names of all members in the order of the bytes: what makes two bodies of one shape.
std::string shape(const ordered_json& node) {
    std::string out;
    if (node.is_array())
        for (const auto& item : node) out += "[" + shape(item) + "]";
    if (node.is_object())
        for (const auto& [key, value] : node.items()) out += key + "{" + shape(value) + "}";
    return out;
}

std::string last_type(PagerDutyFixture& f) {
    return f.next_event().value("event_type", "nothing");
}

}  // namespace

TEST_CASE("a webhook has the recorded deliveries' members in their order, and a signature over its bytes") {
    ManualClock clock;
    PagerDutyAccount account(clock);
    account.add_user({"PVE0ZR9", "Ben", "ben@example.com", "Etc/UTC"});
    account.add_policy({"P482651", "Notify Ben and Dad", {{"PVE0ZR9"}}, ""});
    account.add_service({"PNE3JZM", "Webhook Tester", "P482651", "", std::string(32, 'a'), {}});
    const std::string id = account.trigger("PNE3JZM", "Test").value();
    REQUIRE(account.acknowledge(id, "PVE0ZR9").has_value());
    const auto deliveries = account.take_deliveries();
    REQUIRE(deliveries.size() == 2);
    CHECK(shape(ordered_json::parse(deliveries[0].body)) ==
          shape(ordered_json::parse(fixture("pd_triggered.body"))));
    CHECK(shape(ordered_json::parse(deliveries[1].body)) ==
          shape(ordered_json::parse(fixture("pd_acknowledged.body"))));
    for (const net::Request& delivery : deliveries)
        CHECK(delivery.headers.get("X-PagerDuty-Signature") ==
              pagerduty_signature("sandbox-webhook-secret", delivery.body));
    CHECK(deliveries[0].headers.get("X-Webhook-Id") != deliveries[1].headers.get("X-Webhook-Id"));
    CHECK(deliveries[0].target == "/pagerduty/webhook");
    CHECK(account.take_deliveries().empty());
    const json event = json::parse(deliveries[1].body)["event"];
    CHECK(event["occurred_at"] == "2027-01-15T08:00:00.000Z");
    CHECK(event["agent"]["id"] == "PVE0ZR9");
}

TEST_CASE("what people do in PagerDuty is told by its own event type") {
    PagerDutyFixture f;
    const std::string id = f.pagerduty.trigger("PS1", "Errors").value();
    CHECK(last_type(f) == "incident.triggered");
    REQUIRE(f.pagerduty.escalate(id).has_value());
    CHECK(f.pagerduty.incident(id)->assignees == std::vector<std::string>{"PU2"});
    CHECK(last_type(f) == "incident.escalated");
    CHECK_FALSE(f.pagerduty.escalate(id).has_value());
    REQUIRE(f.pagerduty.reassign(id, "PU2", {"PU1"}).has_value());
    CHECK(last_type(f) == "incident.reassigned");
    REQUIRE(f.pagerduty.set_priority(id, "PU1", "PP1").has_value());
    CHECK(f.next_event()["data"]["priority"]["summary"] == "P1");
    REQUIRE(f.pagerduty.add_note(id, "PU1", "hm").has_value());
    CHECK(last_type(f) == "incident.annotated");
    REQUIRE(f.pagerduty.add_responder(id, "PU1", "PU2", "help").has_value());
    CHECK(f.next_event()["data"]["state"] == "pending");
    REQUIRE(f.pagerduty.responder_replies(id, "PU2", true).has_value());
    CHECK(f.next_event()["data"]["state"] == "accepted");
    REQUIRE(f.pagerduty.status_update(id, "PU1", "fixing").has_value());
    CHECK(f.next_event()["data"]["message"] == "fixing");
    REQUIRE(f.pagerduty.acknowledge(id, "PU1").has_value());
    REQUIRE(f.pagerduty.unacknowledge(id).has_value());
    CHECK(last_type(f) == "incident.unacknowledged");
    REQUIRE(f.pagerduty.resolve_by_integration(id).has_value());
    CHECK(f.next_event()["agent"]["type"] == "events_api_v2_inbound_integration_reference");
    CHECK_FALSE(f.pagerduty.acknowledge(id, "PU1").has_value());
    REQUIRE(f.pagerduty.reopen(id, "PU1").has_value());
    const json reopened = f.next_event();
    CHECK(reopened["event_type"] == "incident.reopened");
    CHECK(reopened["data"].contains("reopened_at"));
    f.pagerduty.send_ping();
    CHECK(last_type(f) == "pagey.ping");
    f.pagerduty.send_event("incident.brand_new", "incident", "{}");
    CHECK(last_type(f) == "incident.brand_new");
}

}  // namespace tocsin::sandbox
