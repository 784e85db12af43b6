// PagerDuty's V3 webhooks, decoded from verified raw bytes (PagerDuty/developer-docs docs/webhooks). Null and missing
// fields are tolerated wherever PagerDuty's own examples have them. Sanitized here, once. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::pagerduty {

/// PagerDuty's way to point at something. Everything is empty for null.
struct Reference {
    std::string id, type, summary, url;
    bool empty() const { return id.empty(); }
    friend bool operator==(const Reference&, const Reference&) = default;
};

struct IncidentData {
    PagerDutyIncidentId id;
    std::int64_t number = 0;
    std::string title, status, url, incident_key, urgency, incident_type;
    std::optional<Time> created_at, reopened_at;
    Reference service, escalation_policy, priority;
    std::vector<Reference> assignees, teams;
    std::string conference_number, conference_url;
    Reference merged_into;  ///< resolve_reason of a merge
};
struct NoteData {
    Reference incident;
    std::string id, content;
    bool trimmed = false;
};
struct StatusUpdateData {
    Reference incident;
    std::string id, message;
    bool trimmed = false;
};
struct ResponderData {
    Reference incident, user, escalation_policy;
    std::string message, state;
};
struct RoleAssignment {
    Reference assignee, old_assignee, role;
    std::string status;
};
struct RoleData {
    Reference incident;
    std::vector<RoleAssignment> assignments;
};
struct TaskData {
    Reference incident;
    std::string id, name, description, status;
    std::vector<Reference> assignees;
};
struct ConferenceNumber {
    std::string label, number;
};
struct BridgeData {
    Reference incident;
    std::vector<ConferenceNumber> numbers;
    std::string url;
};
struct Field {
    std::string name, value;  ///< several values joined by `, `
};
/// Custom fields of an incident or, then `incident` is empty, of a service.
struct FieldsData {
    Reference incident, service;
    std::vector<Field> fields, changed;  ///< changed: with the values from before
};
struct WorkflowData {
    Reference incident, service, workflow, trigger;
    std::string id, summary;
};
struct ServiceData {
    Reference service;
    std::vector<Reference> teams;
};
struct ActionInvocationData {
    Reference incident, action;
    std::string id, state, url;
};
struct Ping {
    std::string message;
};
/// Authentic but not one we know: counted, nothing stored.
struct Unknown {
    std::string type;
};

using WebhookData = std::variant<IncidentData, NoteData, StatusUpdateData, ResponderData, RoleData, TaskData, BridgeData, FieldsData,
                                 WorkflowData, ServiceData, ActionInvocationData, Ping, Unknown>;

struct WebhookEvent {
    std::string id;           ///< the natural key of the delivery: it is signed, X-Webhook-Id is not
    std::string type;         ///< e.g. `incident.triggered`
    Time occurred_at;
    Reference agent;          ///< who did it; empty for null
    std::string client;       ///< client.name
    WebhookData data;
};

/// invalid_argument names the path of the field, e.g. `event.data.service.id must be a text`. An event type that is not
/// known gives Unknown whatever its data is.
Result<WebhookEvent> decode(std::string_view body);

/// The PagerDuty incident that the event is about; empty for those about a service.
PagerDutyIncidentId incident_of(const WebhookEvent& event);
/// The actor of the event's agent: `pagerduty:ID`, or `pagerduty:unknown`.
ActorId actor_of(const WebhookEvent& event);
/// Every event type that `decode` understands, for docs and tests.
std::vector<std::string_view> known_types();

}  // namespace tocsin::pagerduty
