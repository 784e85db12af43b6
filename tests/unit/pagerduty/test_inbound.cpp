#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bot/base/time_format.hpp"
#include "bot/pagerduty/describe.hpp"
#include "bot/pagerduty/inbound.hpp"

using namespace tocsin;
using namespace tocsin::pagerduty;
using nlohmann::json;

namespace {

std::string read(const std::string& name) {
    std::ifstream in(std::string(TOCSIN_SOURCE_DIR) + "/tests/fixtures/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

json examples() { return json::parse(read("pagerduty-webhook-examples.json")); }

std::string wrapped(const std::string& type, const json& data) {
    return json{{"event",
                 {{"id", "E1"},
                  {"event_type", type},
                  {"resource_type", "incident"},
                  {"occurred_at", "2026-01-02T03:04:05.678Z"},
                  {"agent", {{"id", "PUSER"}, {"type", "user_reference"}, {"summary", "Maeve"}, {"html_url", nullptr}}},
                  {"client", nullptr},
                  {"data", data}}}}
        .dump();
}

WebhookEvent good(const std::string& body) {
    const auto event = decode(body);
    INFO((event ? "" : event.error().message));
    REQUIRE(event.has_value());
    return *event;
}

std::string error_of(const std::string& body) {
    const auto event = decode(body);
    REQUIRE_FALSE(event.has_value());
    return event.error().message;
}

/// The documented example whose data has this type.
json example(const std::string& data_type) {
    for (const auto& one : examples())
        if (one.value("type", "") == data_type) return one;
    FAIL("no example of type " << data_type);
    return {};
}

const std::vector<std::pair<std::string, std::string>> kTypesOfData{
    {"incident.acknowledged", "incident"},
    {"incident.delegated", "incident"},
    {"incident.escalated", "incident"},
    {"incident.incident_type.changed", "incident"},
    {"incident.priority_updated", "incident"},
    {"incident.reassigned", "incident"},
    {"incident.reopened", "incident"},
    {"incident.resolved", "incident"},
    {"incident.service_updated", "incident"},
    {"incident.triggered", "incident"},
    {"incident.unacknowledged", "incident"},
    {"incident.annotated", "incident_note"},
    {"incident.responder.added", "incident_responder"},
    {"incident.responder.replied", "incident_responder"},
    {"incident.status_update_published", "incident_status_update"},
    {"incident.conference_bridge.updated", "incident_conference_bridge"},
    {"incident.role.assigned", "incident_role_assignment"},
    {"incident.task.created", "incident_task"},
    {"incident.task.updated", "incident_task"},
    {"incident.task.completed", "incident_task"},
    {"incident.workflow.started", "incident_workflow_instance"},
    {"incident.workflow.completed", "incident_workflow_instance"},
    {"incident.custom_field_values.updated", "incident_field_values"},
    {"incident.action_invocation.created", "incident_action_invocation"},
    {"incident.action_invocation.updated", "incident_action_invocation"},
    {"incident.action_invocation.terminated", "incident_action_invocation"},
    {"service.created", "service"},
    {"service.updated", "service"},
    {"service.deleted", "service"},
    {"service.custom_field_values.updated", "service_field_values"},
};

}  // namespace

TEST_CASE("both real deliveries decode") {
    const auto triggered = good(read("vectors/pd_triggered.body"));
    CHECK(triggered.id == "01FKZSRAPTMF55RE69G8BQHGC6");
    CHECK(triggered.type == "incident.triggered");
    CHECK(format_rfc3339(triggered.occurred_at) == "2025-04-07T03:47:13.414000Z");
    CHECK(triggered.agent.summary == "Ben");
    CHECK(actor_of(triggered) == ActorId("pagerduty:PVE0ZR9"));
    const auto& incident = std::get<IncidentData>(triggered.data);
    CHECK(incident.id == PagerDutyIncidentId("Q2CKYRLH85UNN4"));
    CHECK(incident.number == 37);
    CHECK(incident.title == "Test");
    CHECK(incident.service.summary == "Webhook Tester");
    CHECK(incident.service.id == "PNE3JZM");
    CHECK(incident.incident_key == "dfead9d88e0649e8b7dee514b1875756");
    CHECK(incident.urgency == "low");
    CHECK(incident.priority.empty());
    REQUIRE(incident.assignees.size() == 1);
    CHECK(incident.assignees[0].url == "https://aldaviva.pagerduty.com/users/PVE0ZR9");
    CHECK(good(read("vectors/pd_acknowledged.body")).type == "incident.acknowledged");
}

TEST_CASE("every documented example decodes under every event type that carries it") {
    for (const auto& [type, data_type] : kTypesOfData) {
        CAPTURE(type);
        const auto event = good(wrapped(type, example(data_type)));
        CHECK_FALSE(std::holds_alternative<Unknown>(event.data));
        CHECK(incident_of(event).empty() == type.starts_with("service."));
        const auto description = describe(event);
        CHECK(description.detail.size() > 5);
        CHECK(description.detail.size() <= 1000);
        CHECK(description.what == (type.starts_with("incident.") ? type.substr(9) : type));
    }
    for (const auto& whole : examples())
        if (whole.contains("event")) good(whole.dump());
}

TEST_CASE("every known event type is covered by an example or is the ping") {
    for (std::string_view type : known_types()) {
        const bool covered = std::ranges::find(kTypesOfData, type, &std::pair<std::string, std::string>::first) != kTypesOfData.end();
        CAPTURE(type);
        CHECK((covered || type == "pagey.ping"));
    }
}

TEST_CASE("details of the examples arrive") {
    CHECK(std::get<NoteData>(good(wrapped("incident.annotated", example("incident_note"))).data).content ==
          "I sure am glad we are using PagerDuty!");
    const auto responder = std::get<ResponderData>(good(wrapped("incident.responder.added", example("incident_responder"))).data);
    CHECK(responder.user.summary == "Maeve");
    CHECK(responder.state == "pending");
    const auto roles = good(wrapped("incident.role.assigned", example("incident_role_assignment")));
    CHECK(incident_of(roles) == PagerDutyIncidentId("PBAZLIU"));
    const auto fields = std::get<FieldsData>(good(wrapped("service.custom_field_values.updated", example("service_field_values"))).data);
    CHECK(fields.fields.at(0).value == "1, 2");
    CHECK(fields.service.id == "PY0TW31");
    const auto bridge = std::get<BridgeData>(good(wrapped("incident.conference_bridge.updated", example("incident_conference_bridge"))).data);
    CHECK(bridge.numbers.at(0).number == "+1-555-555-5555");
}

TEST_CASE("null and odd types that PagerDuty really sends are tolerated") {
    json data = example("incident");
    data["conference_bridge"] = {{"conference_number", 1000}, {"conference_url", nullptr}};
    data["assignees"] = nullptr;
    data["service"] = nullptr;
    data["resolve_reason"] = {{"type", "merge_resolve_reason"}, {"incident", {{"id", "PTARGET"}, {"summary", nullptr}}}};
    const auto event = good(wrapped("incident.resolved", data));
    const auto& incident = std::get<IncidentData>(event.data);
    CHECK(incident.conference_number == "1000");
    CHECK(incident.conference_url.empty());
    CHECK(incident.assignees.empty());
    CHECK(incident.merged_into.id == "PTARGET");
    CHECK(describe(event).detail == "merged into PagerDuty's PTARGET");
    auto without_agent = json::parse(wrapped("incident.resolved", data));
    without_agent["event"]["agent"] = nullptr;
    CHECK(actor_of(good(without_agent.dump())) == ActorId("pagerduty:unknown"));
}

TEST_CASE("unknown event types are accepted whatever they carry") {
    const auto event = good(R"({"event":{"id":"E","event_type":"incident.teleported","data":[1,2],"occurred_at":7}})");
    CHECK(std::get<Unknown>(event.data).type == "incident.teleported");
    CHECK(std::get<Ping>(good(wrapped("pagey.ping", {{"message", "Hello"}, {"type", "ping"}})).data).message == "Hello");
}

TEST_CASE("errors name the path of the field") {
    const auto with = [](const std::string& pointer, const json& value) {
        auto body = json::parse(wrapped("incident.triggered", example("incident")));
        body[json::json_pointer(pointer)] = value;
        return error_of(body.dump());
    };
    CHECK(with("/event/id", nullptr) == "event.id is missing");
    CHECK(with("/event/id", "") == "event.id is empty");
    CHECK(with("/event/event_type", 7) == "event.event_type must be a text");
    CHECK(with("/event/occurred_at", "yesterday") == "event.occurred_at must be an RFC 3339 time");
    CHECK(with("/event/data", nullptr) == "event.data is missing");
    CHECK(with("/event/data", json::array()) == "event.data must be an object");
    CHECK(with("/event/data/id", nullptr) == "event.data.id is missing");
    CHECK(with("/event/data/id", "") == "event.data names no incident");
    CHECK(with("/event/data/number", "two") == "event.data.number must be a whole number");
    CHECK(with("/event/data/service", "x") == "event.data.service must be an object");
    CHECK(with("/event/data/assignees/0/id", 5) == "event.data.assignees[0].id must be a text");
    CHECK(with("/event/data/conference_bridge/conference_number", json::array()) ==
          "event.data.conference_bridge.conference_number must be a text or a number");
    CHECK(error_of("[]") == "event is missing");
    CHECK(error_of("null") == "event is missing");
    CHECK(error_of(R"({"event":{},"event":{}})") == "the body the JSON repeats the key \"event\"");
    CHECK(error_of(R"({"event":{"id":"E","event_type":"incident.annotated","occurred_at":"2026-01-02T03:04:05Z","data":{"content":"x"}}})") ==
          "event.data.incident is missing");
}

TEST_CASE("the sentences say what is news") {
    const auto sentence = [](const std::string& type, const std::string& data_type) { return describe(good(wrapped(type, example(data_type)))).detail; };
    CHECK(sentence("incident.triggered", "incident") == "triggered on API Service, assigned to User 123: A little bump in the road");
    CHECK(sentence("incident.reassigned", "incident") == "reassigned to User 123");
    CHECK(sentence("incident.priority_updated", "incident") == "priority set to P1");
    CHECK(sentence("incident.delegated", "incident") == "delegated to Default, now User 123");
    CHECK(sentence("incident.incident_type.changed", "incident") == "incident type changed to major");
    CHECK(sentence("incident.annotated", "incident_note") == "note: I sure am glad we are using PagerDuty!");
    CHECK(sentence("incident.responder.added", "incident_responder") == "asked Maeve to help: Please help me make the tests pass");
    CHECK(sentence("incident.responder.replied", "incident_responder") ==
          "Maeve replied to the request for help: pending, Please help me make the tests pass");
    CHECK(sentence("incident.role.assigned", "incident_role_assignment") == "role Role Display Name given to User 1810194");
    CHECK(sentence("incident.custom_field_values.updated", "incident_field_values") == "environment set to production (before: staging)");
    CHECK(sentence("incident.task.completed", "incident_task") == "task completed: A thing that needs to be done (User 661768438)");
    CHECK(sentence("incident.workflow.started", "incident_workflow_instance") == "workflow A Workflow Name started");
    CHECK(sentence("incident.action_invocation.created", "incident_action_invocation") == "action A Helpful Action: created");
    CHECK(sentence("service.updated", "service") == "service testing service updates updated");
}

TEST_CASE("a sentence is one short line, whatever was sent") {
    json note = example("incident_note");
    note["content"] = "first\nsecond " + std::string(5000, 'x');
    const auto detail = describe(good(wrapped("incident.annotated", note))).detail;
    CHECK(detail.starts_with("note: first second x"));
    CHECK(detail.size() <= 1000);
}
