// Shapes of PagerDuty's references, incidents and webhooks. Source: PagerDuty's developer docs (webhooks
// overview, REST reference); the webhook shape equals the recorded deliveries in tests/fixtures/vectors.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/base/time_format.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/pagerduty_rules.hpp"

namespace tocsin::sandbox {

namespace {

std::string html_root(const PagerDutyState& state) {
    return fmt::format("https://{}.pagerduty.com", state.options.subdomain);
}

ordered_json reference_json(const PagerDutyState& state, std::string_view path, std::string_view type,
                            const std::string& id, const std::string& summary) {
    return {{"html_url", fmt::format("{}/{}/{}", html_root(state), path, id)},
            {"id", id},
            {"self", fmt::format("https://api.pagerduty.com/{}/{}", path, id)},
            {"summary", summary},
            {"type", fmt::format("{}_reference", type)}};
}

template <class Map>
std::string name_in(const Map& map, const std::string& id) {
    const auto found = map.find(id);
    return found == map.end() ? std::string() : found->second.name;
}

ordered_json references(const PagerDutyState& state, std::string_view kind,
                        const std::vector<std::string>& ids) {
    ordered_json out = ordered_json::array();
    for (const std::string& id : ids) out.push_back(reference(state, kind, id));
    return out;
}

ordered_json bridge_json(const PagerDutyIncident& incident) {
    if (incident.conference_url.empty() && incident.conference_number.empty()) return nullptr;
    return {{"conference_number", incident.conference_number}, {"conference_url", incident.conference_url}};
}

std::string whole_second(Time at) {
    return format_rfc3339(std::chrono::floor<std::chrono::seconds>(at));
}

std::vector<std::string> teams_of(const PagerDutyState& state, const PagerDutyIncident& incident) {
    const auto found = state.services.find(incident.service);
    return found == state.services.end() ? std::vector<std::string>() : found->second.teams;
}

}  // namespace

std::string pagerduty_millis(Time at) {
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(at).time_since_epoch().count() % 1000;
    std::string text = whole_second(at);
    text.pop_back();
    return fmt::format("{}.{:03}Z", text, millis);
}

ordered_json reference(const PagerDutyState& state, std::string_view kind, const std::string& id) {
    if (id.empty()) return nullptr;
    if (kind == "user") return reference_json(state, "users", kind, id, name_in(state.users, id));
    if (kind == "service") return reference_json(state, "services", kind, id, name_in(state.services, id));
    if (kind == "team") return reference_json(state, "teams", kind, id, name_in(state.teams, id));
    if (kind == "escalation_policy")
        return reference_json(state, "escalation_policies", kind, id, name_in(state.policies, id));
    if (kind == "incident") {
        const auto found = state.incidents.find(id);
        return reference_json(state, "incidents", kind, id,
                              found == state.incidents.end() ? "" : found->second.title);
    }
    ordered_json priority =
        reference_json(state, "priorities", "priority", id, name_in(state.priorities, id));
    priority["html_url"] = html_root(state) + "/account/incident_priorities";
    return priority;
}

ordered_json integration_reference(const PagerDutyState& state, const PagerDutyService& service) {
    const std::string path = fmt::format("services/{}/integrations", service.id);
    return reference_json(state, path, "events_api_v2_inbound_integration", service.integration_id,
                          "Events API V2");
}

ordered_json incident_event_json(const PagerDutyState& state, const PagerDutyIncident& incident) {
    ordered_json data{{"id", incident.id},
                      {"type", "incident"},
                      {"self", "https://api.pagerduty.com/incidents/" + incident.id},
                      {"html_url", fmt::format("{}/incidents/{}", html_root(state), incident.id)},
                      {"number", incident.number},
                      {"status", incident.status},
                      {"incident_key", incident.incident_key},
                      {"created_at", whole_second(incident.created)}};
    if (incident.reopened != Time{}) data["reopened_at"] = whole_second(incident.reopened);
    data["title"] = incident.title;
    data["service"] = reference(state, "service", incident.service);
    data["assignees"] = references(state, "user", incident.assignees);
    data["escalation_policy"] = reference(state, "escalation_policy", incident.policy);
    data["teams"] = references(state, "team", teams_of(state, incident));
    data["priority"] = reference(state, "priority", incident.priority);
    data["urgency"] = incident.urgency;
    data["conference_bridge"] = bridge_json(incident);
    data["resolve_reason"] = nullptr;
    if (!incident.merged_into.empty())
        data["resolve_reason"] = {{"type", "merge_resolve_reason"}, {"incident", reference(state, "incident", incident.merged_into)}};
    data["incident_type"] = {{"name", "incident_default"}};
    return data;
}

ordered_json incident_rest_json(const PagerDutyState& state, const PagerDutyIncident& incident,
                                const std::vector<std::string>& included) {
    const auto person = [&](const char* kind, const std::string& id) {
        return contains(included, kind) ? user_rest_json(state, state.users.at(id)) : reference(state, "user", id);
    };
    ordered_json out = incident_event_json(state, incident);
    for (const char* webhook_only : {"number", "assignees"}) out.erase(webhook_only);
    out["summary"] = fmt::format("[#{}] {}", incident.number, incident.title);
    out["incident_number"] = incident.number;
    out["updated_at"] = whole_second(incident.updated);
    out["assignments"] = ordered_json::array();
    for (const std::string& id : incident.assignees)
        out["assignments"].push_back(
            {{"at", whole_second(incident.created)}, {"assignee", person("assignees", id)}});
    out["acknowledgements"] = ordered_json::array();
    for (const std::string& id : incident.acknowledgers)
        out["acknowledgements"].push_back(
            {{"at", whole_second(incident.created)}, {"acknowledger", person("acknowledgers", id)}});
    out["alert_counts"] = {{"all", incident.alerts.size()}};
    return out;
}

ordered_json user_rest_json(const PagerDutyState& state, const PagerDutyUser& user) {
    ordered_json out = reference(state, "user", user.id);
    out["type"] = "user";
    out["name"] = user.name;
    out["email"] = user.email;
    out["time_zone"] = user.time_zone;
    return out;
}

ordered_json alert_rest_json(const PagerDutyState& state, const PagerDutyIncident& incident,
                             const PagerDutyAlert& alert) {
    const ordered_json details = ordered_json::parse(alert.details);
    return {{"id", alert.id},
            {"type", "alert"},
            {"summary", alert.summary},
            {"self", "https://api.pagerduty.com/alerts/" + alert.id},
            {"html_url", fmt::format("{}/alerts/{}", html_root(state), alert.id)},
            {"created_at", whole_second(alert.created)},
            {"status", alert.status},
            {"alert_key", alert.alert_key},
            {"severity", alert.severity},
            {"service", reference(state, "service", incident.service)},
            {"incident", reference(state, "incident", incident.id)},
            {"body",
             {{"type", "alert_body"},
              {"details", details},
              {"cef_details",
               {{"severity", alert.severity}, {"source_origin", alert.source}, {"details", details}}}}}};
}

ordered_json log_entry_rest_json(const PagerDutyState& state, const PagerDutyIncident& incident,
                                 const PagerDutyLogEntry& entry) {
    ordered_json out{{"id", entry.id},
                     {"type", entry.type},
                     {"summary", entry.summary},
                     {"self", "https://api.pagerduty.com/log_entries/" + entry.id},
                     {"created_at", whole_second(entry.created)},
                     {"agent", ordered_json::parse(entry.agent)},
                     {"channel", {{"type", entry.notification.empty() ? "api" : "auto"}}},
                     {"service", reference(state, "service", incident.service)},
                     {"incident", reference(state, "incident", incident.id)}};
    if (!entry.notification.empty())
        out["channel"]["notification"] = {{"type", entry.notification}, {"status", "success"}};
    if (entry.type == "assign_log_entry" || entry.type == "escalate_log_entry")
        out["assignees"] = references(state, "user", entry.assignees);
    if (entry.type == "notify_log_entry") out["user"] = reference(state, "user", entry.user);
    return out;
}

void queue_delivery(PagerDutyState& state, Time now, std::string_view event_type,
                    std::string_view resource_type, const ordered_json& agent, const ordered_json& client,
                    const ordered_json& data) {
    if (!state.subscription.works()) return;
    const std::string event_id = state.next_id("01SANDBOXEVENT");
    const ordered_json event{{"id", event_id},
                             {"event_type", event_type},
                             {"resource_type", resource_type},
                             {"occurred_at", pagerduty_millis(now)},
                             {"agent", agent},
                             {"client", client},
                             {"data", data}};
    net::Request request;
    request.method = "POST";
    request.target = state.options.webhook_target;
    request.body =
        ordered_json{{"event", event}}.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    request.headers.add("Content-Type", "application/json");
    request.headers.add("User-Agent", "PagerDuty-Webhook/V3.0");
    request.headers.add("X-Webhook-Id", crypto::to_hex(crypto::sha256("webhook" + event_id)).substr(0, 32));
    request.headers.add("X-Webhook-Subscription", "PSANDBOX");
    request.headers.add("X-PagerDuty-Signature",
                        pagerduty_signature(state.options.webhook_secret, request.body));
    request.peer = "127.0.0.1";
    request.received_at = now;
    state.deliveries.push_back(std::move(request));
}

}  // namespace tocsin::sandbox
