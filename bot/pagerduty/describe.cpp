#include "bot/pagerduty/describe.hpp"

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"

namespace tocsin::pagerduty {
namespace {

constexpr std::size_t kMaxDetail = 1000;

std::string name_of(const Reference& reference, std::string_view otherwise) {
    if (!reference.summary.empty()) return reference.summary;
    return reference.id.empty() ? std::string(otherwise) : reference.id;
}

std::string names_of(const std::vector<Reference>& people) {
    std::string out;
    for (std::size_t i = 0; i < people.size(); ++i) {
        if (i > 0) out += i + 1 == people.size() ? " and " : ", ";
        out += name_of(people[i], "somebody");
    }
    return out.empty() ? "nobody" : out;
}

std::string quoted_or(const std::string& text, std::string_view before) {
    return text.empty() ? std::string() : std::string(before) + text;
}

/// Incident events differ only in what of the incident is news.
std::string of_incident(std::string_view what, const IncidentData& data) {
    if (what == "triggered")
        return "triggered on " + name_of(data.service, "an unknown service") + ", assigned to " + names_of(data.assignees) +
               quoted_or(data.title, ": ");
    if (what == "acknowledged") return "acknowledged in PagerDuty";
    if (what == "unacknowledged") return "no longer acknowledged; assigned to " + names_of(data.assignees);
    if (what == "delegated")
        return "delegated to " + name_of(data.escalation_policy, "another escalation policy") + ", now " + names_of(data.assignees);
    if (what == "escalated") return "escalated to " + names_of(data.assignees);
    if (what == "reassigned") return "reassigned to " + names_of(data.assignees);
    if (what == "priority_updated") return "priority set to " + name_of(data.priority, "none");
    if (what == "incident_type.changed") return "incident type changed to " + (data.incident_type.empty() ? "none" : data.incident_type);
    if (what == "service_updated") return "moved to the service " + name_of(data.service, "none");
    if (what == "reopened") return "reopened in PagerDuty, assigned to " + names_of(data.assignees);
    if (what == "resolved")
        return data.merged_into.empty() ? "resolved in PagerDuty" : "merged into PagerDuty's " + name_of(data.merged_into, "other incident");
    return std::string(what);
}

std::string of_responder(std::string_view what, const ResponderData& data) {
    const std::string who = name_of(data.user, name_of(data.escalation_policy, "somebody"));
    if (what == "responder.added") return "asked " + who + " to help" + quoted_or(data.message, ": ");
    return who + " replied to the request for help: " + (data.state.empty() ? "no answer" : data.state) + quoted_or(data.message, ", ");
}

std::string of_roles(const RoleData& data) {
    std::string out;
    for (const RoleAssignment& entry : data.assignments) {
        out += (out.empty() ? "" : "; ") + ("role " + name_of(entry.role, "unnamed")) + " given to " + name_of(entry.assignee, "nobody");
        if (!entry.old_assignee.empty()) out += " (before: " + name_of(entry.old_assignee, "somebody") + ")";
    }
    return out.empty() ? "roles changed" : out;
}

std::string of_fields(const FieldsData& data) {
    std::string out;
    for (const Field& changed : data.changed) {
        const auto now = std::ranges::find(data.fields, changed.name, &Field::name);
        out += (out.empty() ? "" : "; ") + changed.name + " set to " +
               (now == data.fields.end() || now->value.empty() ? "nothing" : now->value);
        if (!changed.value.empty()) out += " (before: " + changed.value + ")";
    }
    return out.empty() ? "custom fields changed" : out;
}

std::string of_bridge(const BridgeData& data) {
    std::string out = "conference bridge set to " + (data.url.empty() ? "no URL" : data.url);
    for (const ConferenceNumber& number : data.numbers)
        out += ", " + (number.label.empty() ? "" : number.label + " ") + number.number;
    return out;
}

std::string of_task(std::string_view what, const TaskData& data) {
    std::string out = "task " + std::string(what.substr(what.find('.') + 1)) + quoted_or(data.name, ": ");
    if (!data.assignees.empty()) out += " (" + names_of(data.assignees) + ")";
    return out;
}

struct Sentence {
    std::string_view what;
    std::string operator()(const IncidentData& data) const { return of_incident(what, data); }
    std::string operator()(const NoteData& data) const {
        return "note: " + data.content + (data.trimmed ? " (PagerDuty cut it off)" : "");
    }
    std::string operator()(const StatusUpdateData& data) const {
        return "status update: " + data.message + (data.trimmed ? " (PagerDuty cut it off)" : "");
    }
    std::string operator()(const ResponderData& data) const { return of_responder(what, data); }
    std::string operator()(const RoleData& data) const { return of_roles(data); }
    std::string operator()(const TaskData& data) const { return of_task(what, data); }
    std::string operator()(const BridgeData& data) const { return of_bridge(data); }
    std::string operator()(const FieldsData& data) const { return of_fields(data); }
    std::string operator()(const WorkflowData& data) const {
        return "workflow " + name_of(data.workflow, "unnamed") + (what.ends_with("started") ? " started" : " completed");
    }
    std::string operator()(const ServiceData& data) const {
        return "service " + name_of(data.service, "unnamed") + " " + std::string(what.substr(what.rfind('.') + 1));
    }
    std::string operator()(const ActionInvocationData& data) const {
        return "action " + name_of(data.action, "unnamed") + ": " + (data.state.empty() ? "no state" : data.state);
    }
    std::string operator()(const Ping& data) const { return "test ping" + quoted_or(data.message, ": "); }
    std::string operator()(const Unknown& data) const { return "an event of the unknown type " + data.type; }
};

}  // namespace

Description describe(const WebhookEvent& event) {
    constexpr std::string_view kPrefix = "incident.";
    const std::string what = event.type.starts_with(kPrefix) ? event.type.substr(kPrefix.size()) : event.type;
    return {text::truncate(what, 100), text::truncate(text::one_line(std::visit(Sentence{what}, event.data)), kMaxDetail)};
}

}  // namespace tocsin::pagerduty
