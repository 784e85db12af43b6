// Events API v2: how a service is paged. A 202 means that PagerDuty took the event, not that anybody was woken
// (design G10). Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bot/core/words.hpp"
#include "bot/pagerduty/outcome.hpp"

namespace tocsin::pagerduty {

inline constexpr std::string_view kEnqueuePath = "/v2/enqueue";
inline constexpr std::size_t kMaxSummary = 1024;
inline constexpr std::size_t kMaxDedupKey = 255;

struct Trigger {
    std::string routing_key, dedup_key, summary, source;
    Severity severity = Severity::unset;  ///< SEV1 critical, SEV2 error, SEV3 warning, else info; unset critical
    std::string component;
    std::map<std::string, std::string> details;
    std::vector<std::pair<std::string, std::string>> links;  ///< URL and label; only https and http are sent
    std::string client, client_url;
};

/// JSON bodies for POST kEnqueuePath. Over-long texts are cut; a dedup key over 255 bytes keeps its head and a digest,
/// so that two long keys stay two and the same key stays the same.
std::string trigger_body(const Trigger& trigger);
std::string acknowledge_body(std::string_view routing_key, std::string_view dedup_key);
std::string resolve_body(std::string_view routing_key, std::string_view dedup_key);

Outcome classify_event(int http_status, std::string_view retry_after, std::string_view body);

}  // namespace tocsin::pagerduty
