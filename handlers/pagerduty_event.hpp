// What a PagerDuty webhook does to our incidents: opens one in triage or joins one, writes the timeline with PagerDuty's
// own times, proposes to resolve. On the store thread, one job a webhook.
#pragma once

#include <map>
#include <string>

#include "bot/pagerduty/inbound.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// A webhook and what was fetched for it before the transaction.
struct PagerDutyNews {
    pagerduty::WebhookEvent event;
    std::map<std::string, std::string> labels;  ///< of its alerts and title; fewer if PagerDuty did not answer in time
};

Reply pagerduty_event(Context& context, const PagerDutyNews& news);

/// A change of an incident's status or people, or a note, by what it is instead of by the delivery that told of it: the key that
/// a webhook has besides its own, so that one which comes after the change was found by looking has no second effect. Nothing
/// for other events; priorities are told apart by what is known already. `shift`: the second beside.
std::optional<store::DeliveryKey> change_key(const pagerduty::WebhookEvent& event, Duration shift = {});

/// P1 … P5 by the priority's name, else by urgency: high SEV2, low SEV4.
std::optional<Severity> severity_of_priority(std::string_view priority);
Severity suggested_severity(const pagerduty::IncidentData& data);

/// The incident whose page opened this PagerDuty incident, by its dedup key; none for everybody else's.
IncidentNumber incident_of_dedup_key(std::string_view dedup_key);
/// `tocsin/42/checkout`: the same for every page of one target within one incident, so that paging again updates one
/// alert instead of opening a second.
std::string dedup_key_of(IncidentNumber incident, std::string_view target);

}  // namespace tocsin::handlers
