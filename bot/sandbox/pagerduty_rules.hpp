// How the parts of the PagerDuty simulator fit: references and shapes, the life of an incident, and the REST
// routes. Internal to the simulator; one thread.
#pragma once

#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "bot/net/http.hpp"
#include "bot/sandbox/pagerduty_account.hpp"

namespace tocsin::sandbox {

using nlohmann::ordered_json;

// pagerduty_json.cpp: shapes, with members in the order in which PagerDuty writes them.

/// `2025-04-07T03:47:13.546Z`, as `occurred_at`.
std::string pagerduty_millis(Time at);
/// References as in `agent`, `assignees`, `service` …; null for an empty id.
ordered_json reference(const PagerDutyState& state, std::string_view kind, const std::string& id);
/// The service's Events API v2 integration, which is the agent of what an event caused.
ordered_json integration_reference(const PagerDutyState& state, const PagerDutyService& service);
/// `data` of an incident event (webhooks).
ordered_json incident_event_json(const PagerDutyState& state, const PagerDutyIncident& incident);
/// An incident as REST answers it.
/// `included`: the `include[]` of the request; `assignees` and `acknowledgers` become whole users.
ordered_json incident_rest_json(const PagerDutyState& state, const PagerDutyIncident& incident,
                                const std::vector<std::string>& included = {});
ordered_json user_rest_json(const PagerDutyState& state, const PagerDutyUser& user);
ordered_json alert_rest_json(const PagerDutyState& state, const PagerDutyIncident& incident,
                             const PagerDutyAlert& alert);
ordered_json log_entry_rest_json(const PagerDutyState& state, const PagerDutyIncident& incident,
                                 const PagerDutyLogEntry& entry);
/// Queues a signed V3 webhook.
void queue_delivery(PagerDutyState& state, Time now, std::string_view event_type,
                    std::string_view resource_type, const ordered_json& agent, const ordered_json& client,
                    const ordered_json& data);

// pagerduty_life.cpp: each change writes log entries and queues its webhook.

/// Who or what causes a change.
struct Cause {
    PagerDutyState& state;
    Time now;
    const ordered_json& agent;
};
struct NewIncident {
    std::string service;
    std::string title;
    std::string key;  ///< made up if empty
    std::string urgency = "high";
    std::string priority;
    std::string policy;                  ///< the service's if empty
    std::vector<std::string> assignees;  ///< the policy's first level if empty
    std::string client;                  ///< name of the monitoring client, or empty
};
PagerDutyIncident& open_incident(const Cause& cause, const NewIncident& what,
                                 std::vector<PagerDutyAlert> alerts);
/// `conflict` with the code that PagerDuty gives: 1001 already resolved, 1002 already acknowledged.
Result<void> acknowledge_incident(const Cause& cause, PagerDutyIncident& incident, const std::string& user);
Result<void> resolve_incident(const Cause& cause, PagerDutyIncident& incident);
void assign_incident(const Cause& cause, PagerDutyIncident& incident, std::vector<std::string> to,
                     std::string_view event);
/// `invalid_argument` for a level that the policy does not have.
Result<void> escalate_incident(const Cause& cause, PagerDutyIncident& incident, int level);
/// Why PagerDuty would refuse it; nothing if it would not.
Result<void> may_merge(const PagerDutyIncident& target, const std::vector<const PagerDutyIncident*>& sources);
/// The source's alerts go on in the target; it is resolved with the reason.
void merge_incident(const Cause& cause, PagerDutyIncident& target, PagerDutyIncident& source);
void note_incident(const Cause& cause, PagerDutyIncident& incident, const std::string& user,
                   const std::string& content);
void prioritize_incident(const Cause& cause, PagerDutyIncident& incident, const std::string& priority);
void respond_incident(const Cause& cause, PagerDutyIncident& incident, const std::string& user,
                      std::string_view event, const std::string& message, std::string_view state_word);
void update_status_of(const Cause& cause, PagerDutyIncident& incident, const std::string& message);
void log_change(const Cause& cause, PagerDutyIncident& incident, std::string type, std::string user,
                std::string summary);

// pagerduty_events_v2.cpp
net::Response enqueue_event(PagerDutyState& state, Time now, std::string_view body);
net::Response enqueue_change(PagerDutyState& state, Time now, std::string_view body);
/// The routing key in an event's body, for its rate limit; empty if there is none.
std::string routing_key_of(std::string_view body);

// REST routes.

struct PagerDutyRefusal {
    int status = 400;
    int code = 2001;
    std::string message = "Invalid Input Provided";
    std::vector<std::string> errors;
    bool expected = false;  ///< depends on what others did, so no violation
};
using PagerDutyAnswer = std::expected<ordered_json, PagerDutyRefusal>;

inline std::unexpected<PagerDutyRefusal> invalid_input(std::string why) {
    return std::unexpected(PagerDutyRefusal{400, 2001, "Invalid Input Provided", {std::move(why)}, false});
}
inline std::unexpected<PagerDutyRefusal> rest_not_found() {
    return std::unexpected(PagerDutyRefusal{404, 2100, "Not Found", {}, true});
}

struct RestCall {
    PagerDutyState& state;
    Time now;
    const net::Request& request;
    const ordered_json& body;
    std::string id;    ///< the `{id}` of the path, or empty
    std::string from;  ///< id of the user of the From header, where it is needed

    std::vector<std::string> all(
        std::string_view parameter) const;  ///< a repeatable query parameter, as `ids[]`
};
struct RestRoute {
    std::string_view method;
    std::string_view path;  ///< with `{id}`
    int status;             ///< of success
    bool needs_from;
    std::string_view parameters;  ///< query parameters besides limit, offset, total
    PagerDutyAnswer (*run)(const RestCall&);
};
/// Nothing if there is no such route. `id` gets what stands for `{id}`.
const RestRoute* find_route(std::string_view method, std::string_view path, std::string& id);
/// `limit`, `offset` and `total` of classic paging applied to `items`.
PagerDutyAnswer rest_page(const RestCall& call, std::string_view key, const ordered_json& items);

// pagerduty_incidents.cpp
PagerDutyAnswer list_incidents(const RestCall& call);
PagerDutyAnswer create_incident(const RestCall& call);
PagerDutyAnswer get_incident(const RestCall& call);
PagerDutyAnswer put_incident(const RestCall& call);
PagerDutyAnswer put_incidents(const RestCall& call);
PagerDutyAnswer merge_incidents(const RestCall& call);
// pagerduty_incident_parts.cpp
PagerDutyAnswer list_notes(const RestCall& call);
PagerDutyAnswer create_note(const RestCall& call);
PagerDutyAnswer snooze_incident(const RestCall& call);
PagerDutyAnswer create_status_update(const RestCall& call);
PagerDutyAnswer create_responder_request(const RestCall& call);
PagerDutyAnswer list_alerts(const RestCall& call);
PagerDutyAnswer list_incident_log(const RestCall& call);
PagerDutyAnswer list_log(const RestCall& call);
// pagerduty_directory.cpp
PagerDutyAnswer list_users(const RestCall& call);
PagerDutyAnswer get_user(const RestCall& call);
PagerDutyAnswer list_oncalls(const RestCall& call);
PagerDutyAnswer list_services(const RestCall& call);
PagerDutyAnswer get_service(const RestCall& call);
PagerDutyAnswer list_policies(const RestCall& call);
PagerDutyAnswer get_policy(const RestCall& call);
PagerDutyAnswer list_priorities(const RestCall& call);
// pagerduty_subscriptions.cpp
PagerDutyAnswer list_subscriptions(const RestCall& call);
PagerDutyAnswer put_subscription(const RestCall& call);
PagerDutyAnswer enable_subscription(const RestCall& call);

}  // namespace tocsin::sandbox
