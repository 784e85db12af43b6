// The answers of REST API v2 as values: incidents, alerts as labels, people, who was notified. Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::pagerduty {

/// By lower-case name: region, cluster, environment …
using Labels = std::map<std::string, std::string>;

struct User {
    std::string id, name, email, zone;
    friend bool operator==(const User&, const User&) = default;
};

struct IncidentDetails {
    PagerDutyIncidentId id;
    std::string title, status, url, urgency;
    PagerDutyServiceId service_id;
    std::string service;
    std::string escalation_policy_id, escalation_policy;
    std::vector<User> assignees;
    std::vector<User> acknowledgers;
    std::string incident_key, priority;
    std::optional<Time> created_at, updated_at;
    std::string merged_into, merged_into_title;  ///< the incident that took this one in: `resolve_reason` of a merge
};

struct IncidentPage {
    std::vector<IncidentDetails> incidents;
    bool more = false;
};

/// What the log says was done to an incident's status or people. `what` as the event type of the webhook that told of it.
struct Change {
    std::string what, agent_id, agent;
    Time at;
    std::vector<User> assignees{};  ///< escalated, reassigned
};

struct Subscription {
    std::string id, url;
    bool active = true, temporarily_disabled = false;
    std::string filter, filter_id;  ///< `account_reference`, `service_reference` …
};

/// Somebody who is on call now, and for what.
struct OnCallEntry {
    User user;
    std::int64_t level = 1;
    std::string policy_id, policy;
    std::string schedule_id, schedule;  ///< empty: by the policy itself
    std::optional<Time> until;          ///< nothing: always
};

struct OnCallPage {
    std::vector<OnCallEntry> entries;
    bool more = false;
};

/// One time that PagerDuty reached out to a person.
struct Notified {
    User user;
    std::string means;   ///< sms, phone, email, push_notification …
    std::string status;  ///< what PagerDuty says of the delivery, may be empty
    std::optional<Time> at;
};

struct Note {
    std::string id, content;
    User user;
    std::optional<Time> at;
};

Result<IncidentDetails> decode_incident(std::string_view body);
/// Answer to request::incident_by_key: the newest one, or nothing yet.
Result<std::optional<IncidentDetails>> decode_incident_list(std::string_view body);
Result<IncidentPage> decode_incident_page(std::string_view body);
/// Oldest first: triggered, acknowledged, unacknowledged, resolved, reopened, escalated, and reassigned. An assignment counts as
/// the last only if a person made it and it is no part of another change. Entries of other kinds are left out.
Result<std::vector<Change>> decode_changes(std::string_view body);
Result<std::vector<Subscription>> decode_subscriptions(std::string_view body);
/// The id of the priority with this name (compared without case); empty if there is none.
Result<std::string> decode_priority_id(std::string_view body, std::string_view name);
/// Answer to request::user.
Result<User> decode_one_user(std::string_view body);
/// Labels of all alerts together with those of `title`; a name on which two alerts differ is left out, since it tells
/// nothing about the incident as a whole. At most 64.
Result<Labels> decode_alerts(std::string_view body, std::string_view title = {});
/// `[eu-west-1] checkout`, `region=eu-west-1`, `cluster: prod-1` → region, cluster, environment, zone.
Labels labels_of_title(std::string_view title);
/// Newest first, from notify_log_entry entries.
Result<std::vector<Notified>> decode_notified(std::string_view body);
Result<std::vector<Note>> decode_notes(std::string_view body);
/// The user with exactly this e-mail address (compared without case), if there is one.
Result<std::optional<User>> decode_user(std::string_view body, std::string_view email);
/// Lowest escalation level first.
Result<OnCallPage> decode_oncalls(std::string_view body);
/// Answer to request::service: the id of its escalation policy.
Result<std::string> decode_service_policy(std::string_view body);

}  // namespace tocsin::pagerduty
