// What a second look at a PagerDuty incident brought: labels for later joins, assignees to invite, and who acknowledged.
// On the store thread, as the result of a fetch_pagerduty_details delivery.
#pragma once

#include "bot/core/delivery_outcome.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

void pagerduty_details(Context& context, IncidentNumber incident, const PagerDutyIncidentId& id, const Delivered& found);

}  // namespace tocsin::handlers
