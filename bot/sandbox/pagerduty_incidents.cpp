// REST: incidents themselves.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/pagerduty_rules.hpp"

namespace tocsin::sandbox {

namespace {

constexpr int kAlreadyResolved = 1001, kAlreadyAcknowledged = 1002;
constexpr std::size_t kTitle = 1024;

std::string text_of(const ordered_json& object, std::string_view key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string id_in(const ordered_json& object, std::string_view key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_object() ? text_of(*found, "id") : std::string();
}

std::expected<void, PagerDutyRefusal> only_keys(const ordered_json& object, std::string_view allowed) {
    const auto names = text::split(allowed, ' ');
    for (const auto& [key, value] : object.items())
        if (!contains(names, std::string_view(key))) return invalid_input("unknown field: " + key);
    return {};
}

std::unexpected<PagerDutyRefusal> conflict(const Error& error) {
    // Whether it fits depends on what others did meanwhile, so it is met in normal life.
    if (error.code == Errc::invalid_argument)
        return std::unexpected(PagerDutyRefusal{400, 2001, "Invalid Input Provided", {error.message}, true});
    const int code = error.message.contains("Resolved") ? kAlreadyResolved : kAlreadyAcknowledged;
    return std::unexpected(PagerDutyRefusal{400, code, error.message, {error.message}, true});
}

ordered_json wrapped(const RestCall& call, const PagerDutyIncident& incident) {
    return {{"incident", incident_rest_json(call.state, incident, call.all("include[]"))}};
}

std::expected<std::vector<std::string>, PagerDutyRefusal> assignees_in(const PagerDutyState& state, const ordered_json& assignments) {
    if (!assignments.is_array() || assignments.empty()) return invalid_input("assignments must be a list of assignees");
    std::vector<std::string> to;
    for (const ordered_json& assignment : assignments) {
        const auto assignee = assignment.is_object() ? assignment.find("assignee") : assignment.end();
        if (assignee == assignment.end() || text_of(*assignee, "type") != "user_reference")
            return invalid_input("assignee must be a user_reference");
        to.push_back(text_of(*assignee, "id"));
        if (!state.users.contains(to.back())) return invalid_input("Assignee not found");
    }
    return to;
}

// The parts of an update that are no status.
std::expected<void, PagerDutyRefusal> change_details(const Cause& cause, PagerDutyIncident& incident,
                                                     const ordered_json& wanted) {
    if (wanted.contains("title")) incident.title = text_of(wanted, "title");
    if (wanted.contains("urgency")) incident.urgency = text_of(wanted, "urgency");
    if (wanted.contains("resolution")) incident.resolution = text_of(wanted, "resolution");
    if (const auto bridge = wanted.find("conference_bridge"); bridge != wanted.end() && bridge->is_object()) {
        incident.conference_url = text_of(*bridge, "conference_url");
        incident.conference_number = text_of(*bridge, "conference_number");
    }
    if (wanted.contains("priority")) {
        const std::string priority = id_in(wanted, "priority");
        if (!cause.state.priorities.contains(priority)) return invalid_input("Priority not found");
        prioritize_incident(cause, incident, priority);
    }
    if (wanted.contains("assignments")) {
        auto to = assignees_in(cause.state, wanted["assignments"]);
        if (!to) return std::unexpected(to.error());
        if (!incident.open()) return conflict({Errc::conflict, "Incident Already Resolved", {}});
        if (wanted.contains("escalation_level")) return invalid_input("assignments and escalation_level exclude each other");
        assign_incident(cause, incident, std::move(*to), "incident.reassigned");
    }
    if (wanted.contains("escalation_level")) {
        if (!wanted["escalation_level"].is_number_integer())
            return invalid_input("escalation_level must be an integer");
        if (auto ok = escalate_incident(cause, incident, wanted["escalation_level"].get<int>()); !ok)
            return conflict(ok.error());
    }
    return {};
}

PagerDutyAnswer update(const RestCall& call, PagerDutyIncident& incident, const ordered_json& wanted) {
    if (auto ok = only_keys(
            wanted,
            "id type status title urgency priority resolution conference_bridge assignments escalation_level escalation_policy incident_type");
        !ok)
        return std::unexpected(ok.error());
    const std::string type = text_of(wanted, "type"), status = text_of(wanted, "status");
    if (type != "incident_reference" && type != "incident")
        return invalid_input("type must be incident_reference");
    if (wanted.contains("status") && status != "acknowledged" && status != "resolved")
        return invalid_input("status must be acknowledged or resolved");
    const ordered_json agent = reference(call.state, "user", call.from);
    const Cause cause{call.state, call.now, agent};
    Result<void> changed{};
    if (status == "acknowledged") changed = acknowledge_incident(cause, incident, call.from);
    if (status == "resolved") changed = resolve_incident(cause, incident);
    if (!changed) return conflict(changed.error());
    if (auto ok = change_details(cause, incident, wanted); !ok) return std::unexpected(ok.error());
    return wrapped(call, incident);
}

bool wanted_by(const RestCall& call, const PagerDutyIncident& incident) {
    const auto statuses = call.all("statuses[]"), services = call.all("service_ids[]"),
               users = call.all("user_ids[]");
    const std::string key = call.request.query("incident_key");
    const bool assigned =
        std::ranges::any_of(users, [&](const std::string& u) { return contains(incident.assignees, u); });
    return (statuses.empty() || contains(statuses, incident.status)) &&
           (services.empty() || contains(services, incident.service)) && (users.empty() || assigned) &&
           (key.empty() || key == incident.incident_key);
}

}  // namespace

PagerDutyAnswer list_incidents(const RestCall& call) {
    std::vector<const PagerDutyIncident*> found;
    for (const auto& [id, incident] : call.state.incidents)
        if (wanted_by(call, incident)) found.push_back(&incident);
    std::ranges::sort(found, {}, &PagerDutyIncident::number);
    ordered_json items = ordered_json::array();
    for (const PagerDutyIncident* incident : found)
        items.push_back(incident_rest_json(call.state, *incident, call.all("include[]")));
    return rest_page(call, "incidents", items);
}

PagerDutyAnswer create_incident(const RestCall& call) {
    const auto found = call.body.find("incident");
    if (found == call.body.end() || !found->is_object()) return invalid_input("incident is missing");
    const ordered_json& wanted = *found;
    if (auto ok = only_keys(
            wanted,
            "type title service priority urgency incident_key body escalation_policy assignments conference_bridge incident_type");
        !ok)
        return std::unexpected(ok.error());
    NewIncident what{id_in(wanted, "service"),
                     text_of(wanted, "title"),
                     text_of(wanted, "incident_key"),
                     "high",
                     id_in(wanted, "priority"),
                     id_in(wanted, "escalation_policy"),
                     {},
                     {}};
    if (text_of(wanted, "type") != "incident") return invalid_input("type must be incident");
    if (what.title.empty() || what.title.size() > kTitle)
        return invalid_input("Title must have 1 to 1024 characters");
    if (!call.state.services.contains(what.service)) return invalid_input("Service not found");
    if (!what.priority.empty() && !call.state.priorities.contains(what.priority))
        return invalid_input("Priority not found");
    if (!what.policy.empty() && !call.state.policies.contains(what.policy))
        return invalid_input("Escalation policy not found");
    if (wanted.contains("urgency")) what.urgency = text_of(wanted, "urgency");
    if (!what.key.empty() && call.state.open_by_key(what.service, what.key))
        return std::unexpected(
            PagerDutyRefusal{400,
                             2002,
                             "Arguments Caused Error",
                             {"Open incident with matching dedup key already exists on this service"},
                             true});
    if (wanted.contains("assignments"))
        for (const ordered_json& assignment : wanted["assignments"])
            what.assignees.push_back(id_in(assignment, "assignee"));
    const ordered_json agent = reference(call.state, "user", call.from);
    PagerDutyIncident& made = open_incident({call.state, call.now, agent}, what, {});
    made.made_over_rest = true;
    return wrapped(call, made);
}

PagerDutyAnswer get_incident(const RestCall& call) {
    const PagerDutyIncident* incident = call.state.incident(call.id);
    if (!incident) return rest_not_found();
    return wrapped(call, *incident);
}

PagerDutyAnswer put_incident(const RestCall& call) {
    PagerDutyIncident* incident = call.state.incident(call.id);
    if (!incident) return rest_not_found();
    const auto wanted = call.body.find("incident");
    if (wanted == call.body.end() || !wanted->is_object()) return invalid_input("incident is missing");
    return update(call, *incident, *wanted);
}

PagerDutyAnswer merge_incidents(const RestCall& call) {
    PagerDutyIncident* target = call.state.incident(call.id);
    if (!target) return rest_not_found();
    const auto list = call.body.find("source_incidents");
    if (list == call.body.end() || !list->is_array() || list->empty()) return invalid_input("source_incidents is missing");
    std::vector<PagerDutyIncident*> sources;
    for (const ordered_json& wanted : *list) {
        if (!wanted.is_object() || text_of(wanted, "type") != "incident_reference") return invalid_input("a source must be an incident_reference");
        PagerDutyIncident* source = call.state.incident(text_of(wanted, "id"));
        if (!source) return rest_not_found();
        if (contains(sources, source)) return invalid_input("a source is there twice");
        sources.push_back(source);
    }
    if (auto may = may_merge(*target, {sources.begin(), sources.end()}); !may) return conflict(may.error());
    const ordered_json agent = reference(call.state, "user", call.from);
    for (PagerDutyIncident* source : sources) merge_incident({call.state, call.now, agent}, *target, *source);
    return ordered_json{{"incident", reference(call.state, "incident", call.id)}};
}

PagerDutyAnswer put_incidents(const RestCall& call) {
    const auto list = call.body.find("incidents");
    if (list == call.body.end() || !list->is_array() || list->empty())
        return invalid_input("incidents is missing");
    ordered_json changed = ordered_json::array();
    for (const ordered_json& wanted : *list) {
        PagerDutyIncident* incident =
            wanted.is_object() ? call.state.incident(text_of(wanted, "id")) : nullptr;
        if (!incident) return rest_not_found();
        auto answer = update(call, *incident, wanted);
        if (!answer) return answer;
        changed.push_back((*answer)["incident"]);
    }
    return ordered_json{{"incidents", changed}};
}

}  // namespace tocsin::sandbox
