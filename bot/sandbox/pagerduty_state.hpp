// What a simulated PagerDuty account holds, as plain values for tests and the demo to read. Owned by
// PagerDutyAccount; one thread. JSON is kept as text, so that readers need no JSON header.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/net/http.hpp"
#include "bot/sandbox/outcome.hpp"

namespace tocsin::sandbox {

struct PagerDutyUser {
    std::string id;  ///< `P…`
    std::string name;
    std::string email;
    std::string time_zone = "Etc/UTC";
};

struct PagerDutyTeam {
    std::string id;
    std::string name;
};

struct PagerDutyPriority {
    std::string id;
    std::string name;  ///< `P1` … `P5`
};

/// Level 1 is `levels[0]`; each level is the users on call there.
struct PagerDutyPolicy {
    std::string id;
    std::string name;
    std::vector<std::vector<std::string>> levels;
    std::string schedule_id;  ///< empty: always on call, `schedule` is null in /oncalls
    Time shift_ends{};        ///< of that schedule; zero: none is shown
};

struct PagerDutyService {
    std::string id;
    std::string name;
    std::string policy;          ///< escalation policy id
    std::string integration_id;  ///< of its Events API v2 integration
    std::string routing_key;     ///< 32 characters
    std::vector<std::string> teams;
};

struct PagerDutyAlert {
    std::string id;
    std::string alert_key;
    std::string status = "triggered";
    std::string summary;
    std::string severity;
    std::string source;
    std::string details = "{}";  ///< `custom_details`, JSON object text
    Time created;
};

struct PagerDutyNote {
    std::string id;
    std::string content;
    std::string user;
    Time created;
};

struct PagerDutyLogEntry {
    std::string id;  ///< `R…`
    std::string
        type;  ///< `trigger_log_entry`, `assign_log_entry`, `notify_log_entry`, `acknowledge_log_entry` …
    std::string user;   ///< who was assigned or notified; empty otherwise
    std::string agent;  ///< reference as JSON text, or `null`
    std::string summary;
    std::vector<std::string> assignees;  ///< of an assign_log_entry and an escalate_log_entry
    std::string notification;  ///< `sms`, `push_notification` …; only in a notify_log_entry
    Time created;
};

struct PagerDutyIncident {
    std::string id;
    int number = 0;
    std::string title;
    std::string status = "triggered";
    std::string urgency = "high";
    std::string incident_key;
    std::string service;
    std::string policy;
    std::string priority;  ///< id, or empty
    int level = 1;
    std::vector<std::string> assignees;
    std::vector<std::string> acknowledgers;
    std::vector<std::string> responders;
    std::vector<PagerDutyAlert> alerts;
    std::vector<PagerDutyNote> notes;
    std::vector<std::string> status_updates;
    std::vector<PagerDutyLogEntry> log;  ///< oldest first
    std::vector<std::string> links;      ///< hrefs that came with Events v2 triggers, each once
    std::string conference_url;
    std::string conference_number;
    std::string resolution;
    std::string merged_into;    ///< id of the incident that took this one in, or empty
    bool made_over_rest = false;
    Time created;
    Time updated;
    Time reopened;       ///< zero: never
    Time snoozed_until;  ///< zero: not snoozed

    bool open() const { return status != "resolved"; }
    /// Whether a notify_log_entry names a user.
    bool anybody_notified() const;
};

struct PagerDutyChangeEvent {
    Time at;
    std::string routing_key;
    std::string summary;
};

struct PagerDutyOptions {
    std::string subdomain = "sandbox";
    std::string api_token = "sandbox-api-token";
    std::string webhook_secret = "sandbox-webhook-secret";
    std::string webhook_target = "/pagerduty/webhook";
    std::string webhook_url = "https://localhost:8443/pagerduty/webhook";  ///< as the subscription names it
    bool enforce_rate_limits = true;  ///< off only for throughput measurements
};

/// A webhook subscription of the whole account. While it is off nothing is queued, and what was queued is gone.
struct PagerDutySubscription {
    std::string id;
    bool active = true;
    bool temporarily_disabled = false;
    bool works() const { return active && !temporarily_disabled; }
};

/// Everything in the account. Public, because tests and the demo read it; only the account's methods write
/// it.
struct PagerDutyState {
    PagerDutyOptions options;
    std::map<std::string, PagerDutyUser> users;
    std::map<std::string, PagerDutyTeam> teams;
    std::map<std::string, PagerDutyPriority> priorities;
    std::map<std::string, PagerDutyPolicy> policies;
    std::map<std::string, PagerDutyService> services;
    std::map<std::string, PagerDutyIncident> incidents;
    std::vector<PagerDutyChangeEvent> changes;
    std::vector<net::Request> deliveries;  ///< waiting to be taken
    std::vector<CallRecord> calls;
    std::vector<Violation> violations;
    PagerDutySubscription subscription{"PSANDBOX", true, false};
    bool people_answer = true;
    int last_number = 0;
    long long last_id = 0;

    PagerDutyIncident* incident(const std::string& id);
    const PagerDutyUser* user_by_email(const std::string& email) const;
    const PagerDutyService* service_by_key(const std::string& routing_key) const;
    PagerDutyIncident* open_by_key(const std::string& service, const std::string& key);
    std::string next_id(const std::string& prefix);
};

}  // namespace tocsin::sandbox
