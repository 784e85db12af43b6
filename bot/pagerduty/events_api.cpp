#include "bot/pagerduty/events_api.hpp"

#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/base/json_cursor.hpp"
#include "bot/base/markup.hpp"
#include "bot/base/text.hpp"

namespace tocsin::pagerduty {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDetails = 50;
constexpr std::size_t kMaxDetailBytes = 4000;
constexpr std::size_t kMaxLinks = 20;
constexpr std::size_t kMaxWord = 255;

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

std::string fitting_key(std::string_view dedup_key) {
    if (dedup_key.size() <= kMaxDedupKey) return std::string(dedup_key);
    const std::string digest = crypto::to_hex(crypto::sha256(dedup_key));
    return text::truncate(dedup_key, kMaxDedupKey - digest.size() - 1) + "-" + digest;
}

std::string_view severity_word(Severity severity) {
    switch (severity) {
        case Severity::unset:
        case Severity::sev1: return "critical";
        case Severity::sev2: return "error";
        case Severity::sev3: return "warning";
        case Severity::sev4:
        case Severity::sev5: return "info";
    }
    return "critical";
}

json links_of(const Trigger& trigger) {
    json links = json::array();
    for (const auto& [url, label] : trigger.links)
        if (links.size() < kMaxLinks && is_safe_url(url) && url.starts_with("http"))
            links.push_back({{"href", url}, {"text", text::truncate(label, kMaxWord)}});
    return links;
}

json details_of(const Trigger& trigger) {
    json details = json::object();
    for (const auto& [name, value] : trigger.details)
        if (details.size() < kMaxDetails) details[text::truncate(name, kMaxWord)] = text::truncate(value, kMaxDetailBytes);
    return details;
}

std::string change_body(std::string_view routing_key, std::string_view action, std::string_view dedup_key) {
    return dump({{"routing_key", routing_key}, {"event_action", action}, {"dedup_key", fitting_key(dedup_key)}});
}

/// `message` and `errors` of an answer that refuses.
std::string reason_in(std::string_view body) {
    const auto document = JsonDocument::parse(body);
    if (!document) return {};
    std::string reason = document->root().scalar_or("message");
    for (const auto& line : document->root()["errors"].elements()) reason += "; " + line.scalar();
    return text::truncate(reason, 300);
}

}  // namespace

std::string trigger_body(const Trigger& trigger) {
    const std::string summary = text::truncate(text::one_line(trigger.summary), kMaxSummary);
    json payload{{"summary", summary.empty() ? "incident" : summary},
                 {"source", trigger.source.empty() ? "tocsin" : text::truncate(trigger.source, kMaxWord)},
                 {"severity", severity_word(trigger.severity)}};
    if (!trigger.component.empty()) payload["component"] = text::truncate(trigger.component, kMaxWord);
    if (!trigger.details.empty()) payload["custom_details"] = details_of(trigger);
    json body{{"routing_key", trigger.routing_key},
              {"event_action", "trigger"},
              {"dedup_key", fitting_key(trigger.dedup_key)},
              {"payload", std::move(payload)}};
    if (json links = links_of(trigger); !links.empty()) body["links"] = std::move(links);
    if (!trigger.client.empty()) body["client"] = text::truncate(trigger.client, kMaxWord);
    if (is_safe_url(trigger.client_url)) body["client_url"] = trigger.client_url;
    return dump(body);
}

std::string acknowledge_body(std::string_view routing_key, std::string_view dedup_key) {
    return change_body(routing_key, "acknowledge", dedup_key);
}
std::string resolve_body(std::string_view routing_key, std::string_view dedup_key) {
    return change_body(routing_key, "resolve", dedup_key);
}

Outcome classify_event(int http_status, std::string_view retry_after, std::string_view body) {
    if (http_status == 429) return RateLimited{retry_after_of(retry_after)};
    if (http_status >= 500 || http_status == 408) return Retryable{"PagerDuty answered HTTP " + std::to_string(http_status)};
    if (http_status >= 200 && http_status < 300) {
        const auto document = JsonDocument::parse(body);
        return Ok{document ? document->root().scalar_or("dedup_key") : std::string()};
    }
    const std::string reason = reason_in(body);
    return Permanent{http_status, "PagerDuty refused the page, nobody is woken by it. Check the routing key of this service in "
                                  "pagerduty.routing_keys. (HTTP " +
                                      std::to_string(http_status) + (reason.empty() ? "" : ": " + reason) + ")"};
}

}  // namespace tocsin::pagerduty
