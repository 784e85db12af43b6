// The life of a PagerDuty incident: what each change does to it, writes to its log, and says by webhook.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/pagerduty_rules.hpp"

namespace tocsin::sandbox {

namespace {

void tell(const Cause& cause, const PagerDutyIncident& incident, std::string_view event,
          const std::string& client = "") {
    const ordered_json from = client.empty() ? ordered_json() : ordered_json{{"name", client}};
    queue_delivery(cause.state, cause.now, event, "incident", cause.agent, from,
                   incident_event_json(cause.state, incident));
}

void tell_part(const Cause& cause, std::string_view event, const ordered_json& data) {
    queue_delivery(cause.state, cause.now, event, "incident", cause.agent, nullptr, data);
}

std::string name_of(const PagerDutyState& state, const std::string& user) {
    const auto found = state.users.find(user);
    return found == state.users.end() ? user : found->second.name;
}

// Assigns, and notifies who is assigned; with nobody on call neither happens.
void reach(const Cause& cause, PagerDutyIncident& incident, std::vector<std::string> users) {
    if (!cause.state.people_answer) users.clear();
    incident.assignees = std::move(users);
    for (const std::string& user : incident.assignees) {
        const std::string name = name_of(cause.state, user);
        log_change(cause, incident, "assign_log_entry", user, "Assigned to " + name);
        incident.log.back().assignees = {user};
        log_change(cause, incident, "notify_log_entry", user, "Notified " + name + " by push notification");
        incident.log.back().notification = "push_notification";
    }
}

const std::vector<std::string>& level_of(const PagerDutyState& state, const PagerDutyIncident& incident) {
    static const std::vector<std::string> nobody;
    const auto found = state.policies.find(incident.policy);
    if (found == state.policies.end()) return nobody;
    const auto& levels = found->second.levels;
    const auto index = static_cast<std::size_t>(incident.level - 1);
    return index < levels.size() ? levels[index] : nobody;
}

}  // namespace

void log_change(const Cause& cause, PagerDutyIncident& incident, std::string type, std::string user,
                std::string summary) {
    PagerDutyLogEntry entry;
    entry.id = cause.state.next_id("R");
    entry.type = std::move(type);
    entry.user = std::move(user);
    entry.agent = cause.agent.dump();
    entry.summary = std::move(summary);
    entry.created = cause.now;
    incident.updated = cause.now;
    incident.log.push_back(std::move(entry));
}

PagerDutyIncident& open_incident(const Cause& cause, const NewIncident& what,
                                 std::vector<PagerDutyAlert> alerts) {
    PagerDutyState& state = cause.state;
    PagerDutyIncident incident;
    incident.id = state.next_id("Q");
    incident.number = ++state.last_number;
    incident.title = what.title;
    incident.urgency = what.urgency;
    incident.incident_key = what.key.empty() ? state.next_id("key") : what.key;
    incident.service = what.service;
    incident.policy = what.policy.empty() ? state.services[what.service].policy : what.policy;
    incident.priority = what.priority;
    incident.alerts = std::move(alerts);
    incident.created = cause.now;
    PagerDutyIncident& kept = state.incidents[incident.id] = std::move(incident);
    log_change(cause, kept, "trigger_log_entry", {}, "Triggered: " + what.title);
    reach(cause, kept, what.assignees.empty() ? level_of(state, kept) : what.assignees);
    tell(cause, kept, "incident.triggered", what.client);
    return kept;
}

Result<void> acknowledge_incident(const Cause& cause, PagerDutyIncident& incident, const std::string& user) {
    if (!incident.open()) return fail(Errc::conflict, "Incident Already Resolved");
    if (incident.status == "acknowledged" && (user.empty() || contains(incident.acknowledgers, user)))
        return fail(Errc::conflict, "Incident Already Acknowledged");
    incident.status = "acknowledged";
    if (!user.empty()) incident.acknowledgers.push_back(user);
    if (!user.empty() && !contains(incident.assignees, user)) incident.assignees.push_back(user);
    log_change(cause, incident, "acknowledge_log_entry", user,
               "Acknowledged by " + name_of(cause.state, user));
    tell(cause, incident, "incident.acknowledged");
    return {};
}

Result<void> resolve_incident(const Cause& cause, PagerDutyIncident& incident) {
    if (!incident.open()) return fail(Errc::conflict, "Incident Already Resolved");
    incident.status = "resolved";
    incident.assignees.clear();
    for (PagerDutyAlert& alert : incident.alerts) alert.status = "resolved";
    log_change(cause, incident, "resolve_log_entry", {}, "Resolved");
    tell(cause, incident, "incident.resolved");
    return {};
}

void assign_incident(const Cause& cause, PagerDutyIncident& incident, std::vector<std::string> to,
                     std::string_view event) {
    incident.acknowledgers.clear();
    incident.status = "triggered";
    reach(cause, incident, std::move(to));
    tell(cause, incident, event);
}

Result<void> escalate_incident(const Cause& cause, PagerDutyIncident& incident, int level) {
    if (!incident.open()) return fail(Errc::conflict, "Incident Already Resolved");
    const auto found = cause.state.policies.find(incident.policy);
    if (found == cause.state.policies.end() || level < 1 ||
        static_cast<std::size_t>(level) > found->second.levels.size())
        return fail(Errc::invalid_argument, "Escalation level is not on the policy");
    incident.level = level;
    log_change(cause, incident, "escalate_log_entry", {}, "Escalated to level " + std::to_string(level));
    incident.log.back().assignees = level_of(cause.state, incident);
    assign_incident(cause, incident, level_of(cause.state, incident), "incident.escalated");
    return {};
}

Result<void> may_merge(const PagerDutyIncident& target, const std::vector<const PagerDutyIncident*>& sources) {
    constexpr std::size_t most_alerts = 1000;
    if (!target.open()) return fail(Errc::invalid_argument, "Incidents cannot be merged into a resolved incident");
    std::size_t alerts = target.alerts.size();
    for (const PagerDutyIncident* source : sources) {
        if (source->id == target.id) return fail(Errc::invalid_argument, "An incident cannot be merged into itself");
        if (!source->open()) return fail(Errc::invalid_argument, "Source incident is resolved");
        if (source->alerts.empty() && source->made_over_rest) return fail(Errc::invalid_argument, "Incident is not mergeable");
        alerts += source->alerts.size();
    }
    if (alerts > most_alerts) return fail(Errc::invalid_argument, "An incident cannot have more than 1000 alerts");
    return {};
}

void merge_incident(const Cause& cause, PagerDutyIncident& target, PagerDutyIncident& source) {
    std::ranges::move(source.alerts, std::back_inserter(target.alerts));
    source.alerts.clear();
    target.updated = cause.now;
    source.status = "resolved";
    source.assignees.clear();
    source.acknowledgers.clear();
    source.merged_into = target.id;
    log_change(cause, source, "resolve_log_entry", {}, "Resolved by a merge");
    tell(cause, source, "incident.resolved");
}

void note_incident(const Cause& cause, PagerDutyIncident& incident, const std::string& user,
                   const std::string& content) {
    incident.notes.push_back({cause.state.next_id("P"), content, user, cause.now});
    log_change(cause, incident, "annotate_log_entry", user, "Note added");
    tell_part(cause, "incident.annotated",
              {{"incident", reference(cause.state, "incident", incident.id)},
               {"id", incident.notes.back().id},
               {"content", content},
               {"trimmed", false},
               {"type", "incident_note"}});
}

void prioritize_incident(const Cause& cause, PagerDutyIncident& incident, const std::string& priority) {
    incident.priority = priority;
    log_change(cause, incident, "priority_change_log_entry", {}, "Priority changed");
    tell(cause, incident, "incident.priority_updated");
}

void respond_incident(const Cause& cause, PagerDutyIncident& incident, const std::string& user,
                      std::string_view event, const std::string& message, std::string_view state_word) {
    if (!contains(incident.responders, user)) incident.responders.push_back(user);
    tell_part(cause, event,
              {{"incident", reference(cause.state, "incident", incident.id)},
               {"user", reference(cause.state, "user", user)},
               {"escalation_policy", nullptr},
               {"message", message},
               {"state", state_word},
               {"type", "incident_responder"}});
}

void update_status_of(const Cause& cause, PagerDutyIncident& incident, const std::string& message) {
    incident.status_updates.push_back(message);
    log_change(cause, incident, "status_update_log_entry", {}, "Status update sent");
    tell_part(cause, "incident.status_update_published",
              {{"incident", reference(cause.state, "incident", incident.id)},
               {"id", cause.state.next_id("P")},
               {"message", message},
               {"trimmed", false},
               {"type", "incident_status_update"}});
}

}  // namespace tocsin::sandbox
