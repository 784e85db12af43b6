// A simulated PagerDuty account: Events API v2, the part of REST v2 that an incident bot needs, and V3
// webhooks out. It is a pure state machine, stricter than the real service and never kinder. Owned by `tocsin
// sandbox` or a test; one thread; no sockets; the clock and the state end with it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"
#include "bot/net/http.hpp"
#include "bot/sandbox/outcome.hpp"
#include "bot/sandbox/pagerduty_state.hpp"

namespace tocsin::sandbox {

class RateLimits;

/// `v1=` and the hex HMAC-SHA256 of the raw body (PagerDuty: Verifying webhook signatures).
std::string pagerduty_signature(std::string_view secret, std::string_view body);

/// What a monitoring system knew when it triggered an incident.
struct PagerDutyAlertInput {
    std::string summary;
    std::string severity = "critical";
    std::string source = "prometheus";
    std::string details = "{}";  ///< `custom_details`, JSON object text, e.g. `{"region":"eu-1"}`
    std::string alert_key;       ///< made up if empty
};

class PagerDutyAccount {
public:
    explicit PagerDutyAccount(const Clock& clock, PagerDutyOptions options = {});
    ~PagerDutyAccount();
    PagerDutyAccount(const PagerDutyAccount&) = delete;
    PagerDutyAccount& operator=(const PagerDutyAccount&) = delete;

    // What the app calls: /v2/enqueue, /v2/change/enqueue (no token) and REST (token). Both hosts are served
    // here.
    Outcome handle(const net::Request& request);

    // Furnishing. Ids are the caller's.
    void add_user(PagerDutyUser user);
    void add_team(PagerDutyTeam team);
    void add_priority(PagerDutyPriority priority);
    void add_policy(PagerDutyPolicy policy);
    /// The policy must be there. A missing integration id is made up; a routing key must have 32 characters.
    void add_service(PagerDutyService service);

    // What people and monitoring do in PagerDuty. Each change queues a webhook delivery. `not_found` for an
    // unknown id, `conflict` where PagerDuty would refuse (acknowledging what is resolved …).
    Result<std::string> trigger(const std::string& service, const std::string& title,
                                std::vector<PagerDutyAlertInput> alerts = {},
                                const std::string& urgency = "high");
    Result<void> acknowledge(const std::string& incident, const std::string& user);
    Result<void> unacknowledge(const std::string& incident);
    Result<void> resolve(const std::string& incident, const std::string& user);
    /// As a monitoring system does, by a recovered alert: the agent is the integration.
    Result<void> resolve_by_integration(const std::string& incident);
    Result<void> reopen(const std::string& incident, const std::string& user);
    Result<void> add_note(const std::string& incident, const std::string& user, const std::string& content);
    Result<void> reassign(const std::string& incident, const std::string& by,
                          const std::vector<std::string>& to);
    /// To the next level of the policy: its users are assigned and notified.
    Result<void> escalate(const std::string& incident);
    /// The same by hand.
    Result<void> escalate_by(const std::string& incident, const std::string& by);
    Result<void> merge(const std::string& source, const std::string& into, const std::string& by);
    Result<void> set_priority(const std::string& incident, const std::string& user,
                              const std::string& priority);
    Result<void> add_responder(const std::string& incident, const std::string& by,
                               const std::string& responder, const std::string& message);
    Result<void> responder_replies(const std::string& incident, const std::string& responder, bool accepted);
    Result<void> status_update(const std::string& incident, const std::string& user,
                               const std::string& message);
    /// Any other event type of the docs, or an unknown one, with `data` as JSON object text.
    void send_event(const std::string& event_type, const std::string& resource_type, std::string_view data);
    void send_ping();
    /// As PagerDuty does after three webhooks that were refused: what is queued is dropped, nothing is queued any more.
    void disable_webhooks();
    /// As an admin does: `active` off.
    void deactivate_webhooks();
    /// False: an event is still answered 202 and an incident is made, but nobody is on call: assigned nor
    /// notified (design G10).
    void people_answer(bool yes) { state_.people_answer = yes; }

    /// The deliveries since the last call, oldest first, signed over their exact bytes. A redelivery is the
    /// same request again: its X-Webhook-Id and event id are stable.
    std::vector<net::Request> take_deliveries();

    // Faults. `method` is e.g. `POST /v2/enqueue`, `PUT /incidents/{id}`, `GET /users`: ids are written
    // `{id}`.
    void fail_next(const std::string& method, Fault fault) { faults_.fail_next(method, std::move(fault)); }
    void fail_all(Fault fault) { faults_.fail_all(std::move(fault)); }
    void clear_faults() { faults_.clear(); }

    // Reading.
    const PagerDutyState& state() const { return state_; }
    const PagerDutyIncident* incident(const std::string& id) const;
    /// Incidents by number, oldest first.
    std::vector<PagerDutyIncident> incidents() const;
    std::vector<CallRecord> calls(std::string_view method) const;
    /// What a well-behaved client never does: tests assert that this is empty.
    const std::vector<Violation>& violations() const { return state_.violations; }

private:
    const Clock& clock_;
    PagerDutyState state_;
    FaultPlan faults_;
    std::unique_ptr<RateLimits> limits_;
};

}  // namespace tocsin::sandbox
