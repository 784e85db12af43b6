// REST: what belongs to an incident: notes, snoozes, status updates, responders, alerts and log entries.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/time_format.hpp"
#include "bot/sandbox/pagerduty_rules.hpp"

namespace tocsin::sandbox {

namespace {

constexpr std::size_t kNote = 25'000;
constexpr long long kLongestSnooze = 604'800;

std::string text_of(const ordered_json& object, std::string_view key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

ordered_json note_json(const PagerDutyState& state, const PagerDutyNote& note) {
    return {{"id", note.id},
            {"user", reference(state, "user", note.user)},
            {"content", note.content},
            {"created_at", format_rfc3339(note.created)}};
}

// PagerDuty lists the newest entry first.
void newest_first(const RestCall& call, const PagerDutyIncident& incident, ordered_json& out) {
    for (auto entry = incident.log.rbegin(); entry != incident.log.rend(); ++entry)
        out.push_back(log_entry_rest_json(call.state, incident, *entry));
}

}  // namespace

PagerDutyAnswer list_notes(const RestCall& call) {
    const PagerDutyIncident* incident = call.state.incident(call.id);
    if (!incident) return rest_not_found();
    ordered_json notes = ordered_json::array();
    for (const PagerDutyNote& note : incident->notes) notes.push_back(note_json(call.state, note));
    return ordered_json{{"notes", notes}};
}

PagerDutyAnswer create_note(const RestCall& call) {
    PagerDutyIncident* incident = call.state.incident(call.id);
    if (!incident) return rest_not_found();
    const auto note = call.body.find("note");
    const std::string content = note != call.body.end() && note->is_object() ? text_of(*note, "content") : "";
    if (content.empty()) return invalid_input("Content cannot be blank");
    if (content.size() > kNote) return invalid_input("Content is too long");
    const ordered_json agent = reference(call.state, "user", call.from);
    note_incident({call.state, call.now, agent}, *incident, call.from, content);
    return ordered_json{{"note", note_json(call.state, incident->notes.back())}};
}

PagerDutyAnswer snooze_incident(const RestCall& call) {
    PagerDutyIncident* incident = call.state.incident(call.id);
    if (!incident) return rest_not_found();
    const auto found = call.body.find("duration");
    const bool given = found != call.body.end() && found->is_number_integer();
    const long long seconds = given ? found->get<long long>() : 0;
    if (seconds < 1 || seconds > kLongestSnooze) return invalid_input("duration must be 1 to 604800 seconds");
    if (incident->status != "acknowledged")
        return invalid_input("Only an acknowledged incident can be snoozed");
    incident->snoozed_until = call.now + std::chrono::seconds{seconds};
    return ordered_json{{"incident", incident_rest_json(call.state, *incident)}};
}

PagerDutyAnswer create_status_update(const RestCall& call) {
    PagerDutyIncident* incident = call.state.incident(call.id);
    if (!incident) return rest_not_found();
    const std::string message = text_of(call.body, "message");
    if (message.empty()) return invalid_input("message cannot be blank");
    const ordered_json agent = reference(call.state, "user", call.from);
    update_status_of({call.state, call.now, agent}, *incident, message);
    return ordered_json{
        {"status_update",
         {{"message", message}, {"created_at", format_rfc3339(call.now)}, {"sender", agent}}}};
}

PagerDutyAnswer create_responder_request(const RestCall& call) {
    PagerDutyIncident* incident = call.state.incident(call.id);
    if (!incident) return rest_not_found();
    const std::string requester = text_of(call.body, "requester_id"), message = text_of(call.body, "message");
    if (!call.state.users.contains(requester)) return invalid_input("requester_id is no user");
    const auto targets = call.body.find("responder_request_targets");
    if (targets == call.body.end() || !targets->is_array() || targets->empty())
        return invalid_input("responder_request_targets is missing");
    std::vector<std::string> users;
    for (const ordered_json& target : *targets) {
        if (!target.is_object() || !target.contains("responder_request_target") ||
            !target["responder_request_target"].is_object())
            return invalid_input("responder_request_target is missing");
        const ordered_json& wanted = target["responder_request_target"];
        if (text_of(wanted, "type") != "user_reference" || !call.state.users.contains(text_of(wanted, "id")))
            return invalid_input("target is no user");
        users.push_back(text_of(wanted, "id"));
    }
    const ordered_json agent = reference(call.state, "user", requester);
    for (const std::string& user : users)
        respond_incident({call.state, call.now, agent}, *incident, user, "incident.responder.added", message,
                         "pending");
    return ordered_json{{"responder_request",
                         {{"requester", agent},
                          {"message", message},
                          {"incident", reference(call.state, "incident", call.id)}}}};
}

PagerDutyAnswer list_alerts(const RestCall& call) {
    const PagerDutyIncident* incident = call.state.incident(call.id);
    if (!incident) return rest_not_found();
    ordered_json alerts = ordered_json::array();
    for (const PagerDutyAlert& alert : incident->alerts)
        alerts.push_back(alert_rest_json(call.state, *incident, alert));
    return rest_page(call, "alerts", alerts);
}

PagerDutyAnswer list_incident_log(const RestCall& call) {
    const PagerDutyIncident* incident = call.state.incident(call.id);
    if (!incident) return rest_not_found();
    ordered_json entries = ordered_json::array();
    newest_first(call, *incident, entries);
    return rest_page(call, "log_entries", entries);
}

PagerDutyAnswer list_log(const RestCall& call) {
    ordered_json entries = ordered_json::array();
    for (const auto& [id, incident] : call.state.incidents) newest_first(call, incident, entries);
    return rest_page(call, "log_entries", entries);
}

}  // namespace tocsin::sandbox
