// What the look at PagerDuty every minute means: webhooks that were lost are made up for as if they had come, and a
// subscription that PagerDuty switched off is an alarm. On the store thread.
#pragma once

#include <string>

#include "bot/core/delivery_outcome.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Names of rows of the table `watch`.
inline constexpr const char* kRestWatch = "pagerduty_rest";
inline constexpr const char* kWebhookWatch = "pagerduty_webhook";
inline constexpr const char* kPagerDutyFrom = "pagerduty_from";  ///< `since`: what is older was never waited for
/// The same of notes, priorities and people, for which older releases did not look.
inline constexpr const char* kPagerDutyDetailsFrom = "pagerduty_details_from";

/// At every start.
void start_pagerduty_check(store::UnitOfWork& work, const Settings& settings);
/// The timer.
void pagerduty_check_due(Context& context);
void pagerduty_checked(Context& context, const Delivered& found);
void pagerduty_check_failed(Context& context, const std::string& why);

}  // namespace tocsin::handlers
