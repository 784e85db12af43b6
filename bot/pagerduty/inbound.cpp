#include "bot/pagerduty/inbound.hpp"

#include <algorithm>
#include <array>

#include "bot/base/json_cursor.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::pagerduty {
namespace {

Time time_in(const JsonCursor& object, std::string_view key) {
    const std::string written = object.text(key);
    const auto at = parse_iso8601(written);
    if (!at) object[key].complain("must be an RFC 3339 time");
    return at.value_or(Time{});
}

std::optional<Time> time_or(const JsonCursor& object, std::string_view key) {
    return object[key].present() ? std::optional(time_in(object, key)) : std::nullopt;
}

Reference reference_of(const JsonCursor& object) {
    return {object.text_or("id"), object.text_or("type"), object.text_or("summary"), object.text_or("html_url")};
}
Reference reference_in(const JsonCursor& object, std::string_view key) { return reference_of(object.object_or(key)); }

std::vector<Reference> references_in(const JsonCursor& object, std::string_view key) {
    std::vector<Reference> out;
    for (const auto& element : object[key].elements())
        if (element.present()) out.push_back(reference_of(element));
    return out;
}

WebhookData incident_data(const JsonCursor& data) {
    IncidentData incident;
    incident.id = PagerDutyIncidentId(data.text("id"));
    incident.number = data.number_or("number", 0);
    incident.title = data.text_or("title", data.text_or("summary"));
    incident.status = data.text_or("status");
    incident.url = data.text_or("html_url");
    incident.incident_key = data.text_or("incident_key");
    incident.urgency = data.text_or("urgency");
    incident.incident_type = data.object_or("incident_type").text_or("name");
    incident.created_at = time_or(data, "created_at");
    incident.reopened_at = time_or(data, "reopened_at");
    incident.service = reference_in(data, "service");
    incident.escalation_policy = reference_in(data, "escalation_policy");
    incident.priority = reference_in(data, "priority");
    incident.assignees = references_in(data, "assignees");
    incident.teams = references_in(data, "teams");
    const auto bridge = data.object_or("conference_bridge");
    incident.conference_number = bridge.scalar_or("conference_number");
    incident.conference_url = bridge.text_or("conference_url");
    incident.merged_into = reference_in(data.object_or("resolve_reason"), "incident");
    return incident;
}

WebhookData note_data(const JsonCursor& data) {
    return NoteData{reference_of(data.object("incident")), data.text_or("id"), data.text_or("content"), data.flag_or("trimmed", false)};
}

WebhookData status_update_data(const JsonCursor& data) {
    return StatusUpdateData{reference_of(data.object("incident")), data.text_or("id"), data.text_or("message"),
                            data.flag_or("trimmed", false)};
}

WebhookData responder_data(const JsonCursor& data) {
    return ResponderData{reference_of(data.object("incident")), reference_in(data, "user"), reference_in(data, "escalation_policy"),
                         data.text_or("message"), data.text_or("state")};
}

WebhookData role_data(const JsonCursor& data) {
    RoleData roles;
    roles.incident = reference_in(data, "incident");
    for (const auto& entry : data["incident_role_assignments"].elements()) {
        roles.assignments.push_back({reference_in(entry, "assignee"), reference_in(entry, "old_assignee"), reference_in(entry, "role"),
                                     entry.text_or("status")});
        if (roles.incident.empty()) roles.incident = reference_in(entry, "incident");
    }
    return roles;
}

WebhookData task_data(const JsonCursor& data) {
    return TaskData{reference_of(data.object("incident")), data.text_or("id"), data.text_or("name", data.text_or("summary")),
                    data.text_or("description"), data.text_or("status"), references_in(data, "assignees")};
}

WebhookData bridge_data(const JsonCursor& data) {
    BridgeData bridge{reference_of(data.object("incident")), {}, data.text_or("conference_url")};
    for (const auto& number : data["conference_numbers"].elements())
        bridge.numbers.push_back({number.text_or("label"), number.scalar_or("number")});
    return bridge;
}

std::vector<Field> fields_in(const JsonCursor& data, std::string_view key) {
    std::vector<Field> out;
    for (const auto& entry : data[key].elements()) {
        Field field{entry.text_or("name"), entry["value"].scalar()};
        if (entry["value"].is_array())
            for (const auto& one : entry["value"].elements()) field.value += (field.value.empty() ? "" : ", ") + one.scalar();
        out.push_back(std::move(field));
    }
    return out;
}

WebhookData fields_data(const JsonCursor& data) {
    return FieldsData{reference_in(data, "incident"), reference_in(data, "service"), fields_in(data, "custom_fields"),
                      fields_in(data, "changed_custom_fields")};
}

WebhookData workflow_data(const JsonCursor& data) {
    return WorkflowData{reference_of(data.object("incident")), reference_in(data, "service"), reference_in(data, "incident_workflow"),
                        reference_in(data, "workflow_trigger"), data.text_or("id"), data.text_or("summary")};
}

WebhookData service_data(const JsonCursor& data) {
    if (data["id"].present()) return ServiceData{reference_of(data), references_in(data, "teams")};
    data["id"].complain("is missing");
    return ServiceData{};
}

WebhookData invocation_data(const JsonCursor& data) {
    return ActionInvocationData{reference_of(data.object("incident")), reference_in(data, "action"), data.text_or("id"),
                                data.text_or("state"), data.text_or("html_url")};
}

WebhookData ping_data(const JsonCursor& data) { return Ping{data.text_or("message")}; }

struct Decoder {
    std::string_view type;
    WebhookData (*decode)(const JsonCursor&);
};

/// Every event type of PagerDuty's overview (developer-docs docs/webhooks/01-Overview.md) and its test ping.
constexpr auto kDecoders = std::to_array<Decoder>({
    {"incident.acknowledged", incident_data},
    {"incident.action_invocation.created", invocation_data},
    {"incident.action_invocation.terminated", invocation_data},
    {"incident.action_invocation.updated", invocation_data},
    {"incident.annotated", note_data},
    {"incident.conference_bridge.updated", bridge_data},
    {"incident.custom_field_values.updated", fields_data},
    {"incident.delegated", incident_data},
    {"incident.escalated", incident_data},
    {"incident.incident_type.changed", incident_data},
    {"incident.priority_updated", incident_data},
    {"incident.reassigned", incident_data},
    {"incident.reopened", incident_data},
    {"incident.resolved", incident_data},
    {"incident.responder.added", responder_data},
    {"incident.responder.replied", responder_data},
    {"incident.role.assigned", role_data},
    {"incident.service_updated", incident_data},
    {"incident.status_update_published", status_update_data},
    {"incident.task.completed", task_data},
    {"incident.task.created", task_data},
    {"incident.task.updated", task_data},
    {"incident.triggered", incident_data},
    {"incident.unacknowledged", incident_data},
    {"incident.workflow.completed", workflow_data},
    {"incident.workflow.started", workflow_data},
    {"pagey.ping", ping_data},
    {"service.created", service_data},
    {"service.custom_field_values.updated", fields_data},
    {"service.deleted", service_data},
    {"service.updated", service_data},
});

}  // namespace

Result<WebhookEvent> decode(std::string_view body) {
    const auto document = JsonDocument::parse(body);
    if (!document) return fail(document.error().code, "the body " + document.error().message);
    const auto envelope = document->root().object("event");
    WebhookEvent event;
    event.id = envelope.text("id");
    event.type = envelope.text("event_type");
    event.data = Unknown{event.type};
    const auto known = std::ranges::find(kDecoders, std::string_view(event.type), &Decoder::type);
    if (known != kDecoders.end()) {
        event.occurred_at = time_in(envelope, "occurred_at");
        event.agent = reference_in(envelope, "agent");
        event.client = envelope.object_or("client").text_or("name");
        event.data = known->decode(envelope.object("data"));
        if (event.id.empty()) envelope["id"].complain("is empty");
        if (event.type.starts_with("incident.") && incident_of(event).empty()) envelope["data"].complain("names no incident");
    }
    if (document->error()) return std::unexpected(*document->error());
    return event;
}

PagerDutyIncidentId incident_of(const WebhookEvent& event) {
    return std::visit(
        [](const auto& data) {
            if constexpr (std::is_same_v<std::decay_t<decltype(data)>, IncidentData>) return data.id;
            else if constexpr (requires { data.incident; }) return PagerDutyIncidentId(data.incident.id);
            else return PagerDutyIncidentId();
        },
        event.data);
}

ActorId actor_of(const WebhookEvent& event) { return pagerduty_actor(event.agent.empty() ? "unknown" : event.agent.id); }

std::vector<std::string_view> known_types() {
    std::vector<std::string_view> types;
    types.reserve(std::size(kDecoders));
    for (const Decoder& decoder : kDecoders) types.push_back(decoder.type);
    return types;
}

}  // namespace tocsin::pagerduty
