// One pager owns a service (docs/oncall.md, `paged_by`); the other one starts only when the first has failed: PagerDuty refused the
// page, could not be given it for a minute, or has by then notified nobody that we know of; or none of tocsin's own messages could be
// delivered. Where both have failed, an alarm says so. On the store thread.
#pragma once

#include <optional>
#include <string>

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// How PagerDuty is reached for a service of the on-call file.
struct PagerDutyRoute {
    std::string label;    ///< as people read it
    std::string routing;  ///< key of `pagerduty.routing_keys`: named like the service, else `default`
    std::string key;      ///< what the dedup key is made of
};

/// The service that `typed` names, by id or name; null if the file has none.
const oncall::Service* service_named(const oncall::Oncall& file, std::string_view typed);
/// Nothing if there is neither a routing key of its name nor `default`.
std::optional<PagerDutyRoute> route_of(const Context& context, const oncall::Service& service);

/// A page through PagerDuty has woken nobody: tocsin's own policy starts, if PagerDuty owns the service.
void pagerduty_page_failed(Context& context, IncidentNumber incident, const std::string& page, const std::string& why);
/// One of our own notifications failed for good; if nothing is left of the page, PagerDuty is used, or an alarm says that nobody was reached.
void own_notification_failed(Context& context, IncidentNumber incident, const std::string& page, int number);

}  // namespace tocsin::handlers
