// Events API v2: what /v2/enqueue and /v2/change/enqueue take, refuse and cause. Source: PagerDuty's Events
// API v2 docs; unknown members are refused besides.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/pagerduty_rules.hpp"

namespace tocsin::sandbox {

namespace {

using Errors = std::vector<std::string>;

constexpr std::size_t kRoutingKey = 32, kDedupKey = 255, kSummary = 1024, kBody = 512 * 1024;

std::string text_of(const ordered_json& object, std::string_view key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void only_keys(const ordered_json& object, std::string_view allowed, std::string_view where, Errors& errors) {
    const auto names = text::split(allowed, ' ');
    for (const auto& [key, value] : object.items())
        if (!contains(names, std::string_view(key)))
            errors.push_back(fmt::format("'{}{}' is not a known field", where, key));
}

void check_list(const ordered_json& event, std::string_view key, std::string_view required,
                std::string_view allowed, bool https, Errors& errors) {
    const auto found = event.find(key);
    if (found == event.end()) return;
    if (!found->is_array()) return errors.push_back(fmt::format("'{}' must be an array", key));
    for (const ordered_json& item : *found) {
        const std::string url = item.is_object() ? text_of(item, required) : "";
        if (url.empty()) errors.push_back(fmt::format("'{}' needs '{}'", key, required));
        if (https && !url.starts_with("https://"))
            errors.push_back(fmt::format("'{}.{}' must be https", key, required));
        if (item.is_object()) only_keys(item, allowed, fmt::format("{}.", key), errors);
    }
}

void check_payload(const ordered_json& event, bool change, Errors& errors) {
    const auto found = event.find("payload");
    if (found == event.end() || !found->is_object()) return errors.push_back("'payload' is missing or blank");
    const ordered_json& payload = *found;
    only_keys(payload,
              change ? "summary source timestamp custom_details"
                     : "summary source severity timestamp component group class custom_details",
              "payload.", errors);
    const std::string summary = text_of(payload, "summary");
    if (summary.empty()) errors.push_back("'payload.summary' is missing or blank");
    if (summary.size() > kSummary) errors.push_back("'payload.summary' is longer than 1024 characters");
    if (payload.contains("timestamp") && !parse_iso8601(text_of(payload, "timestamp")))
        errors.push_back("'payload.timestamp' is not an ISO 8601 time");
    if (payload.contains("custom_details") && !payload["custom_details"].is_object())
        errors.push_back("'payload.custom_details' must be an object");
    if (change) return;
    if (text_of(payload, "source").empty()) errors.push_back("'payload.source' is missing or blank");
    const std::string severity = text_of(payload, "severity");
    if (severity != "critical" && severity != "error" && severity != "warning" && severity != "info")
        errors.push_back("'payload.severity' must be one of critical, error, warning, info");
}

Errors check_key(const PagerDutyState& state, const ordered_json& event) {
    const std::string key = text_of(event, "routing_key");
    if (key.empty()) return {"'routing_key' is missing or blank"};
    if (key.size() != kRoutingKey) return {"Length of 'routing_key' is incorrect (should be 32 characters)"};
    if (!state.service_by_key(key)) return {"Invalid routing key"};
    return {};
}

Errors check_event(const PagerDutyState& state, const ordered_json& event) {
    Errors errors = check_key(state, event);
    only_keys(event, "routing_key event_action dedup_key payload images links client client_url", "", errors);
    const std::string action = text_of(event, "event_action");
    const std::string dedup = text_of(event, "dedup_key");
    if (action != "trigger" && action != "acknowledge" && action != "resolve")
        errors.push_back("'event_action' must be trigger, acknowledge or resolve");
    if (dedup.size() > kDedupKey) errors.push_back("'dedup_key' is longer than 255 characters");
    if (action != "trigger" && dedup.empty())
        errors.push_back("'dedup_key' is required to acknowledge or resolve");
    if (action == "trigger") check_payload(event, false, errors);
    check_list(event, "images", "src", "src href alt", true, errors);
    check_list(event, "links", "href", "href text", false, errors);
    return errors;
}

net::Response invalid(PagerDutyState& state, Time now, std::string_view method, const Errors& errors) {
    state.violations.push_back({now, std::string(method), text::join(errors, "; ")});
    return net::json_response(
        400,
        ordered_json{{"status", "invalid event"}, {"message", "Event object is invalid"}, {"errors", errors}}
            .dump());
}

void keep_links(PagerDutyIncident& incident, const ordered_json& event) {
    if (!event.contains("links")) return;
    for (const ordered_json& link : event["links"])
        if (const std::string href = text_of(link, "href"); !contains(incident.links, href))
            incident.links.push_back(href);
}

void trigger_event(const Cause& cause, const PagerDutyService& service, const ordered_json& event,
                   const std::string& dedup) {
    const ordered_json& payload = event["payload"];
    PagerDutyAlert alert;
    alert.alert_key = dedup;
    alert.summary = text_of(payload, "summary");
    alert.severity = text_of(payload, "severity");
    alert.source = text_of(payload, "source");
    alert.details = payload.contains("custom_details") ? payload["custom_details"].dump() : "{}";
    alert.created = cause.now;
    if (PagerDutyIncident* open = cause.state.open_by_key(service.id, dedup)) {
        // The same key again updates the alert that is open, and wakes nobody.
        alert.id = open->alerts.front().id;
        open->alerts.front() = alert;
        return keep_links(*open, event);
    }
    alert.id = cause.state.next_id("A");
    const bool high = alert.severity == "critical" || alert.severity == "error";
    NewIncident what{service.id, alert.summary,           dedup, high ? "high" : "low", {}, {},
                     {},         text_of(event, "client")};
    keep_links(open_incident(cause, what, {alert}), event);
}

}  // namespace

std::string routing_key_of(std::string_view body) {
    const ordered_json event = ordered_json::parse(body, nullptr, false);
    return event.is_object() ? text_of(event, "routing_key") : std::string();
}

net::Response enqueue_event(PagerDutyState& state, Time now, std::string_view body) {
    constexpr std::string_view kMethod = "POST /v2/enqueue";
    if (body.size() > kBody) return invalid(state, now, kMethod, {"the event is larger than 512 KB"});
    const ordered_json event = ordered_json::parse(body, nullptr, false);
    if (!event.is_object()) return invalid(state, now, kMethod, {"the body is no JSON object"});
    if (const Errors errors = check_event(state, event); !errors.empty())
        return invalid(state, now, kMethod, errors);
    const PagerDutyService service = *state.service_by_key(text_of(event, "routing_key"));
    const ordered_json agent = integration_reference(state, service);
    const Cause cause{state, now, agent};
    const std::string action = text_of(event, "event_action");
    std::string dedup = text_of(event, "dedup_key");
    if (dedup.empty()) dedup = state.next_id("dedup");
    if (action == "trigger") trigger_event(cause, service, event, dedup);
    // What is not open, or was acknowledged before, is silently dropped: the answer is 202 all the same.
    if (PagerDutyIncident* open = state.open_by_key(service.id, dedup)) {
        if (action == "acknowledge") (void)acknowledge_incident(cause, *open, {});
        if (action == "resolve") (void)resolve_incident(cause, *open);
    }
    return net::json_response(
        202,
        ordered_json{{"status", "success"}, {"message", "Event processed"}, {"dedup_key", dedup}}.dump());
}

net::Response enqueue_change(PagerDutyState& state, Time now, std::string_view body) {
    constexpr std::string_view kMethod = "POST /v2/change/enqueue";
    const ordered_json event = ordered_json::parse(body, nullptr, false);
    if (body.size() > kBody || !event.is_object())
        return invalid(state, now, kMethod, {"the body is no JSON object of at most 512 KB"});
    Errors errors = check_key(state, event);
    only_keys(event, "routing_key payload links images", "", errors);
    check_payload(event, true, errors);
    check_list(event, "links", "href", "href text", false, errors);
    if (!errors.empty()) return invalid(state, now, kMethod, errors);
    state.changes.push_back({now, text_of(event, "routing_key"), text_of(event["payload"], "summary")});
    return net::json_response(202, R"({"status":"success","message":"Change event processed"})");
}

}  // namespace tocsin::sandbox
