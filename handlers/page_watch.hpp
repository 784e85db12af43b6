// What becomes of a page (design G10). Of one that PagerDuty was given: taken or not, somebody notified or nobody, said within a minute of
// the request. Where nobody can be shown to have been woken by then, the next means is used: tocsin's own pager, if PagerDuty owns
// the service. A durable timer looks, so it happens also when PagerDuty answers nothing at all. On the store thread.
#pragma once

#include "bot/core/delivery_outcome.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// From the request on: within a minute something is known of it, or that nothing is gets said.
void watch_page(Context& context, IncidentNumber incident, const delivery::PageService& page);
/// The same for one that tocsin escalates itself, from each time on that paging begins.
void watch_own_page(Context& context, IncidentNumber incident, const std::string& page);
void page_sent(Context& context, IncidentNumber incident, const delivery::PageService& page, const std::string& detail);
/// An attempt has failed; it goes on.
void page_delayed(Context& context, IncidentNumber incident, const delivery::PageService& page, const std::string& why);
/// `found.notified`: who was reached; `found.detail`: why that cannot be known, if it cannot.
void page_checked(Context& context, const OutboxRow& row, const delivery::CheckPage& check, const Delivered& found);
/// PagerDuty could not be asked who was reached. The row is gone, so that the next page need not wait behind it.
void page_unseen(Context& context, IncidentNumber incident, const delivery::CheckPage& check, const std::string& why);
/// The page_watch timer.
void page_watched(Context& context, const TimerRow& timer);

}  // namespace tocsin::handlers
