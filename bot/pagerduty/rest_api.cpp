#include "bot/pagerduty/rest_api.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bot/base/json_cursor.hpp"
#include "bot/base/text.hpp"

namespace tocsin::pagerduty {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxNote = 25'000;
constexpr std::size_t kMaxTitle = 1'000;

std::string percent_encoded(std::string_view s) {
    constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (char c : s) {
        const auto byte = static_cast<unsigned char>(c);
        if (kUnreserved.find(c) != std::string_view::npos) out += c;
        else out += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
    return out;
}

RestRequest get(const RestAccess& access, std::string path) {
    return {"GET",
            std::move(path),
            {{"Authorization", "Token token=" + access.token}, {"Accept", "application/vnd.pagerduty+json;version=2"}},
            {}};
}

RestRequest write(const RestAccess& access, std::string method, std::string path, const json& body, std::string_view from) {
    RestRequest request = get(access, std::move(path));
    request.method = std::move(method);
    request.headers.emplace_back("Content-Type", "application/json");
    // A line end in an address must not become a header of its own.
    if (!from.empty()) request.headers.emplace_back("From", text::one_line(text::sanitize(from)));
    request.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
    return request;
}

std::string incident_path(const PagerDutyIncidentId& id, std::string_view rest = {}) {
    return "/incidents/" + percent_encoded(id.value) + std::string(rest);
}

enum class Kind { already, limited, permanent, unknown_person };
struct CodeMeaning {
    int code;
    Kind kind;
    std::string_view sentence;
};

/// PagerDuty's own codes (developer-docs docs/rest-api-v2/Errors.md).
constexpr auto kCodes = std::to_array<CodeMeaning>({
    {1001, Kind::already, "already resolved"},
    {1002, Kind::already, "already acknowledged"},
    {1008, Kind::unknown_person, ""},
    {1018, Kind::permanent, "PagerDuty does not allow this person to change the incident. Ask a PagerDuty admin."},
    {2001, Kind::permanent, "PagerDuty refused the request as invalid."},
    {2006, Kind::permanent, "PagerDuty refuses the API token. Set a new one in pagerduty.api_token."},
    {2010, Kind::permanent, "The API token may not do this. Use one with write access in pagerduty.api_token."},
    {2014, Kind::permanent, "The PagerDuty plan does not include this."},
    {2020, Kind::limited, ""},
    {2100, Kind::permanent, "PagerDuty does not know this incident any more."},
});

struct Refusal {
    int code = 0;
    std::string message;
};

Refusal refusal_in(std::string_view body) {
    const auto document = JsonDocument::parse(body);
    if (!document) return {};
    const auto error = document->root().object_or("error");
    Refusal refusal{static_cast<int>(std::clamp<std::int64_t>(error.number_or("code", 0), 0, 99'999)), error.scalar_or("message")};
    if (error["errors"].is_array())
        for (const auto& line : error["errors"].elements()) refusal.message += "; " + line.scalar();
    refusal.message = text::truncate(refusal.message, 300);
    return refusal;
}

std::string sentence_for_status(int status) {
    switch (status) {
        case 401: return "PagerDuty refuses the API token. Set a new one in pagerduty.api_token.";
        case 402: return "The PagerDuty plan does not include this.";
        case 403: return "The API token may not do this. Use one with write access in pagerduty.api_token.";
        case 404: return "PagerDuty does not know this incident any more.";
        default: return "PagerDuty refused the request.";
    }
}

std::string unknown_person(std::string_view from) {
    return "PagerDuty knows nobody with the e-mail address " + (from.empty() ? "that was used" : std::string(from)) +
           ". Nothing was changed there: do it in PagerDuty, or have your Slack address added to your PagerDuty profile.";
}

/// An unknown `From` comes as 1008, or as a plain 400 whose message says "Requester User Not Found".
bool is_about_requester(const Refusal& refusal) {
    const std::string message = text::lower(refusal.message);
    return message.find("requester") != std::string::npos && message.find("not found") != std::string::npos;
}

}  // namespace

namespace request {

RestRequest incident(const RestAccess& access, const PagerDutyIncidentId& id) {
    return get(access, incident_path(id, "?include%5B%5D=assignees&include%5B%5D=acknowledgers"));
}
RestRequest incident_by_key(const RestAccess& access, std::string_view dedup_key) {
    return get(access, "/incidents?incident_key=" + percent_encoded(dedup_key) +
                           "&include%5B%5D=assignees&include%5B%5D=acknowledgers&sort_by=created_at%3Adesc&limit=1&date_range=all");
}
RestRequest alerts(const RestAccess& access, const PagerDutyIncidentId& id) {
    return get(access, incident_path(id, "/alerts?limit=100"));
}
RestRequest notes(const RestAccess& access, const PagerDutyIncidentId& id) { return get(access, incident_path(id, "/notes")); }
RestRequest log_entries(const RestAccess& access, const PagerDutyIncidentId& id) {
    return get(access, incident_path(id, "/log_entries?include%5B%5D=users&limit=100"));
}
RestRequest set_status(const RestAccess& access, const PagerDutyIncidentId& id, delivery::PagerDutyStatus status, std::string_view from) {
    const char* word = status == delivery::PagerDutyStatus::acknowledged ? "acknowledged" : "resolved";
    return write(access, "PUT", incident_path(id), {{"incident", {{"type", "incident_reference"}, {"status", word}}}}, from);
}
RestRequest escalate(const RestAccess& access, const PagerDutyIncidentId& id, std::int64_t level, std::string_view from) {
    return write(access, "PUT", incident_path(id), {{"incident", {{"type", "incident_reference"}, {"escalation_level", level}}}}, from);
}
RestRequest assign(const RestAccess& access, const PagerDutyIncidentId& id, std::string_view user_id, std::string_view from) {
    const json assignments = json::array({{{"assignee", {{"id", user_id}, {"type", "user_reference"}}}}});
    return write(access, "PUT", incident_path(id), {{"incident", {{"type", "incident_reference"}, {"assignments", assignments}}}}, from);
}
RestRequest merge(const RestAccess& access, const PagerDutyIncidentId& into, const std::vector<PagerDutyIncidentId>& sources, std::string_view from) {
    json list = json::array();
    for (const auto& source : sources) list.push_back({{"id", source.value}, {"type", "incident_reference"}});
    return write(access, "PUT", incident_path(into, "/merge"), {{"source_incidents", std::move(list)}}, from);
}
RestRequest add_note(const RestAccess& access, const PagerDutyIncidentId& id, std::string_view text, std::string_view from) {
    return write(access, "POST", incident_path(id, "/notes"), {{"note", {{"content", text::truncate(text, kMaxNote)}}}}, from);
}
RestRequest create_incident(const RestAccess& access, const NewIncident& what, std::string_view from) {
    json incident{{"type", "incident"},
                  {"title", text::truncate(text::one_line(what.title), kMaxTitle)},
                  {"service", {{"id", what.service}, {"type", "service_reference"}}},
                  {"urgency", what.high ? "high" : "low"},
                  {"incident_key", what.incident_key},
                  {"body", {{"type", "incident_body"}, {"details", what.details}}}};
    if (!what.user.empty()) incident["assignments"] = json::array({{{"assignee", {{"id", what.user}, {"type", "user_reference"}}}}});
    if (!what.policy.empty()) incident["escalation_policy"] = {{"id", what.policy}, {"type", "escalation_policy_reference"}};
    return write(access, "POST", "/incidents", {{"incident", std::move(incident)}}, from);
}
RestRequest users_by_email(const RestAccess& access, std::string_view email) {
    return get(access, "/users?query=" + percent_encoded(email) + "&limit=100");
}
RestRequest oncalls(const RestAccess& access, OncallsOf what, const std::vector<std::string>& ids, int offset) {
    std::string path = "/oncalls?include%5B%5D=users&limit=100&offset=" + std::to_string(offset);
    for (const auto& id : ids) path += (what == OncallsOf::policies ? "&escalation_policy_ids%5B%5D=" : "&schedule_ids%5B%5D=") + percent_encoded(id);
    return get(access, std::move(path));
}
RestRequest service(const RestAccess& access, std::string_view service_id) { return get(access, "/services/" + percent_encoded(service_id)); }
RestRequest open_incidents(const RestAccess& access, int offset) {
    return get(access, "/incidents?statuses%5B%5D=triggered&statuses%5B%5D=acknowledged&sort_by=created_at%3Aasc&date_range=all&limit=100&offset=" +
                           std::to_string(offset));
}
RestRequest user(const RestAccess& access, std::string_view user_id) { return get(access, "/users/" + percent_encoded(user_id)); }
RestRequest priorities(const RestAccess& access) { return get(access, "/priorities?limit=100"); }
RestRequest set_priority(const RestAccess& access, const PagerDutyIncidentId& id, std::string_view priority_id, std::string_view from) {
    return write(access, "PUT", incident_path(id),
                 {{"incident", {{"type", "incident_reference"}, {"priority", {{"id", priority_id}, {"type", "priority_reference"}}}}}}, from);
}
RestRequest webhook_subscriptions(const RestAccess& access) { return get(access, "/webhook_subscriptions?limit=100"); }
RestRequest enable_subscription(const RestAccess& access, std::string_view subscription_id) {
    return write(access, "POST", "/webhook_subscriptions/" + percent_encoded(subscription_id) + "/enable", json::object(), {});
}
RestRequest activate_subscription(const RestAccess& access, std::string_view subscription_id) {
    return write(access, "PUT", "/webhook_subscriptions/" + percent_encoded(subscription_id),
                 {{"webhook_subscription", {{"type", "webhook_subscription"}, {"active", true}}}}, {});
}

}  // namespace request

Outcome classify_rest(int http_status, std::string_view retry_after, std::string_view body, std::string_view from) {
    if (http_status >= 200 && http_status < 300) return Ok{};
    if (http_status == 429) return RateLimited{retry_after_of(retry_after)};
    if (http_status >= 500 || http_status == 408) return Retryable{"PagerDuty answered HTTP " + std::to_string(http_status)};
    const Refusal refusal = refusal_in(body);
    const auto known = std::ranges::find(kCodes, refusal.code, &CodeMeaning::code);
    const Kind kind = known == kCodes.end() ? Kind::permanent : known->kind;
    if (kind == Kind::already) return Already{std::string(known->sentence)};
    if (kind == Kind::limited) return RateLimited{retry_after_of(retry_after)};
    const int code = refusal.code != 0 ? refusal.code : http_status;
    if (kind == Kind::unknown_person || is_about_requester(refusal)) return Permanent{code, unknown_person(from)};
    std::string sentence = known == kCodes.end() ? sentence_for_status(http_status) : std::string(known->sentence);
    sentence += " (PagerDuty: " + std::to_string(code) + (refusal.message.empty() ? "" : ", " + refusal.message) + ")";
    return Permanent{code, std::move(sentence)};
}

}  // namespace tocsin::pagerduty
