// REST API v2: requests as values, and what the answers mean. It sends nothing itself. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bot/core/delivery.hpp"
#include "bot/core/ids.hpp"
#include "bot/pagerduty/outcome.hpp"

namespace tocsin::pagerduty {

/// To `pagerduty.api_url` + path. `headers` are complete, with the token.
struct RestRequest {
    std::string method;
    std::string path;  ///< with its query
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct RestAccess {
    std::string token;
};

namespace request {
/// With its assignees' e-mail addresses.
RestRequest incident(const RestAccess& access, const PagerDutyIncidentId& id);
/// The incident that our own page opened: its incident_key is the dedup key.
RestRequest incident_by_key(const RestAccess& access, std::string_view dedup_key);
RestRequest alerts(const RestAccess& access, const PagerDutyIncidentId& id);
RestRequest notes(const RestAccess& access, const PagerDutyIncidentId& id);
/// Newest 100 entries: who was notified.
RestRequest log_entries(const RestAccess& access, const PagerDutyIncidentId& id);
/// `from`: the e-mail address of the person who acts; PagerDuty must know it.
RestRequest set_status(const RestAccess& access, const PagerDutyIncidentId& id, delivery::PagerDutyStatus status, std::string_view from);
/// `level`: from 1; PagerDuty refuses one that the policy does not have.
RestRequest escalate(const RestAccess& access, const PagerDutyIncidentId& id, std::int64_t level, std::string_view from);
/// The user in place of all others.
RestRequest assign(const RestAccess& access, const PagerDutyIncidentId& id, std::string_view user_id, std::string_view from);
/// Resolves the sources; both sides must be open (reference: PUT /incidents/{id}/merge).
RestRequest merge(const RestAccess& access, const PagerDutyIncidentId& into, const std::vector<PagerDutyIncidentId>& sources, std::string_view from);
RestRequest add_note(const RestAccess& access, const PagerDutyIncidentId& id, std::string_view text, std::string_view from);
/// Wakes one user, or whoever a policy has on call.
struct NewIncident {
    std::string service;            ///< id
    std::string user, policy;       ///< ids; one of the two
    std::string title, details, incident_key;
    bool high = true;
};
RestRequest create_incident(const RestAccess& access, const NewIncident& what, std::string_view from);
RestRequest users_by_email(const RestAccess& access, std::string_view email);
/// What ids name in request::oncalls.
enum class OncallsOf : std::uint8_t { policies, schedules };
/// Who is on call now, with names and addresses, 100 a page (REST API v2 reference, "List all of the on-calls").
RestRequest oncalls(const RestAccess& access, OncallsOf what, const std::vector<std::string>& ids, int offset);
/// With its escalation policy.
RestRequest service(const RestAccess& access, std::string_view service_id);
/// Triggered and acknowledged ones, oldest first, 100 a page.
RestRequest open_incidents(const RestAccess& access, int offset);
RestRequest user(const RestAccess& access, std::string_view user_id);
RestRequest priorities(const RestAccess& access);
RestRequest set_priority(const RestAccess& access, const PagerDutyIncidentId& id, std::string_view priority_id, std::string_view from);
RestRequest webhook_subscriptions(const RestAccess& access);
/// Ends a temporary disablement / sets `active`.
RestRequest enable_subscription(const RestAccess& access, std::string_view subscription_id);
RestRequest activate_subscription(const RestAccess& access, std::string_view subscription_id);
}  // namespace request

/// `from`: the e-mail address used, for the sentence about somebody whom PagerDuty does not know; empty if none was.
Outcome classify_rest(int http_status, std::string_view retry_after, std::string_view body, std::string_view from = {});

}  // namespace tocsin::pagerduty
