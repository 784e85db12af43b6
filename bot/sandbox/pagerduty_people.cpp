// What people and monitoring do in the simulated account, furnishing it, and reading it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/pagerduty_rules.hpp"

namespace tocsin::sandbox {

namespace {

std::unexpected<Error> unknown(const std::string& id) {
    return fail(Errc::not_found, "PagerDuty has no incident " + id);
}

}  // namespace

void PagerDutyAccount::add_user(PagerDutyUser user) {
    state_.users[user.id] = std::move(user);
}
void PagerDutyAccount::add_team(PagerDutyTeam team) {
    state_.teams[team.id] = std::move(team);
}
void PagerDutyAccount::add_priority(PagerDutyPriority priority) {
    state_.priorities[priority.id] = std::move(priority);
}
void PagerDutyAccount::add_policy(PagerDutyPolicy policy) {
    state_.policies[policy.id] = std::move(policy);
}

void PagerDutyAccount::add_service(PagerDutyService service) {
    if (service.integration_id.empty()) service.integration_id = state_.next_id("PI");
    state_.services[service.id] = std::move(service);
}

Result<std::string> PagerDutyAccount::trigger(const std::string& service, const std::string& title,
                                              std::vector<PagerDutyAlertInput> alerts,
                                              const std::string& urgency) {
    const auto found = state_.services.find(service);
    if (found == state_.services.end()) return fail(Errc::not_found, "PagerDuty has no service " + service);
    std::vector<PagerDutyAlert> kept;
    kept.reserve(alerts.size());
    for (PagerDutyAlertInput& input : alerts)
        kept.push_back({state_.next_id("A"),
                        input.alert_key.empty() ? state_.next_id("key") : input.alert_key, "triggered",
                        input.summary, input.severity, input.source, input.details, clock_.now()});
    const ordered_json agent = integration_reference(state_, found->second);
    NewIncident what;
    what.service = service;
    what.title = title;
    what.urgency = urgency;
    return open_incident({state_, clock_.now(), agent}, what, std::move(kept)).id;
}

Result<void> PagerDutyAccount::acknowledge(const std::string& incident, const std::string& user) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    return acknowledge_incident({state_, clock_.now(), reference(state_, "user", user)}, *found, user);
}

Result<void> PagerDutyAccount::unacknowledge(const std::string& incident) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    if (found->status != "acknowledged") return fail(Errc::conflict, "the incident is not acknowledged");
    log_change({state_, clock_.now(), nullptr}, *found, "unacknowledge_log_entry", {}, "Acknowledgement timed out");
    assign_incident({state_, clock_.now(), nullptr}, *found, found->assignees, "incident.unacknowledged");
    return {};
}

Result<void> PagerDutyAccount::resolve(const std::string& incident, const std::string& user) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    return resolve_incident({state_, clock_.now(), reference(state_, "user", user)}, *found);
}

Result<void> PagerDutyAccount::resolve_by_integration(const std::string& incident) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    return resolve_incident(
        {state_, clock_.now(), integration_reference(state_, state_.services[found->service])}, *found);
}

Result<void> PagerDutyAccount::reopen(const std::string& incident, const std::string& user) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    if (found->open()) return fail(Errc::conflict, "the incident is open");
    found->reopened = clock_.now();
    assign_incident({state_, clock_.now(), reference(state_, "user", user)}, *found, {user},
                    "incident.reopened");
    return {};
}

Result<void> PagerDutyAccount::add_note(const std::string& incident, const std::string& user,
                                        const std::string& content) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    note_incident({state_, clock_.now(), reference(state_, "user", user)}, *found, user, content);
    return {};
}

Result<void> PagerDutyAccount::reassign(const std::string& incident, const std::string& by,
                                        const std::vector<std::string>& to) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    if (!found->open()) return fail(Errc::conflict, "Incident Already Resolved");
    assign_incident({state_, clock_.now(), reference(state_, "user", by)}, *found, to, "incident.reassigned");
    return {};
}

Result<void> PagerDutyAccount::escalate(const std::string& incident) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    return escalate_incident({state_, clock_.now(), nullptr}, *found, found->level + 1);
}

Result<void> PagerDutyAccount::escalate_by(const std::string& incident, const std::string& by) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    return escalate_incident({state_, clock_.now(), reference(state_, "user", by)}, *found, found->level + 1);
}

Result<void> PagerDutyAccount::merge(const std::string& source, const std::string& into, const std::string& by) {
    PagerDutyIncident* from = state_.incident(source);
    PagerDutyIncident* target = state_.incident(into);
    if (!from || !target) return unknown(from ? into : source);
    if (auto may = may_merge(*target, {from}); !may) return may;
    merge_incident({state_, clock_.now(), reference(state_, "user", by)}, *target, *from);
    return {};
}

Result<void> PagerDutyAccount::set_priority(const std::string& incident, const std::string& user,
                                            const std::string& priority) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found || !state_.priorities.contains(priority)) return unknown(incident);
    prioritize_incident({state_, clock_.now(), reference(state_, "user", user)}, *found, priority);
    return {};
}

Result<void> PagerDutyAccount::add_responder(const std::string& incident, const std::string& by,
                                             const std::string& responder, const std::string& message) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    respond_incident({state_, clock_.now(), reference(state_, "user", by)}, *found, responder,
                     "incident.responder.added", message, "pending");
    return {};
}

Result<void> PagerDutyAccount::responder_replies(const std::string& incident, const std::string& responder,
                                                 bool accepted) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    respond_incident({state_, clock_.now(), reference(state_, "user", responder)}, *found, responder,
                     "incident.responder.replied", "", accepted ? "accepted" : "declined");
    return {};
}

Result<void> PagerDutyAccount::status_update(const std::string& incident, const std::string& user,
                                             const std::string& message) {
    PagerDutyIncident* found = state_.incident(incident);
    if (!found) return unknown(incident);
    update_status_of({state_, clock_.now(), reference(state_, "user", user)}, *found, message);
    return {};
}

void PagerDutyAccount::send_event(const std::string& event_type, const std::string& resource_type,
                                  std::string_view data) {
    queue_delivery(state_, clock_.now(), event_type, resource_type, nullptr, nullptr,
                   ordered_json::parse(data));
}

void PagerDutyAccount::send_ping() {
    send_event("pagey.ping", "pagey", R"({"message":"Hello from your friend Pagey!","type":"ping"})");
}

std::vector<net::Request> PagerDutyAccount::take_deliveries() {
    return std::exchange(state_.deliveries, {});
}

const PagerDutyIncident* PagerDutyAccount::incident(const std::string& id) const {
    const auto found = state_.incidents.find(id);
    return found == state_.incidents.end() ? nullptr : &found->second;
}

std::vector<PagerDutyIncident> PagerDutyAccount::incidents() const {
    std::vector<PagerDutyIncident> out;
    out.reserve(state_.incidents.size());
    for (const auto& [id, incident] : state_.incidents) out.push_back(incident);
    std::ranges::sort(out, {}, &PagerDutyIncident::number);
    return out;
}

std::vector<CallRecord> PagerDutyAccount::calls(std::string_view method) const {
    std::vector<CallRecord> out;
    std::ranges::copy_if(state_.calls, std::back_inserter(out),
                         [&](const auto& call) { return call.method == method; });
    return out;
}

}  // namespace tocsin::sandbox
