// What happens when a task or a follow-up becomes due: the owner's Home tab shows it as overdue, and of a follow-up the owner is reminded
// by one direct message, outside of their quiet hours, which is edited every week until it is done. Timers are rows (design G4): after
// downtime one reminder makes up for all. On the store thread.
#pragma once

#include <string>

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Nothing to do without a due time, or if no person of Slack owns it.
void item_added(Context& context, const Event& event, const event::TaskAdded& added);
/// Done, or taken back.
void item_over(Context& context, IncidentNumber incident, ItemNumber number);

// The timers fired; their key is the item's number.
void item_due(Context& context, const TimerRow& timer);
void followup_reminder_due(Context& context, const TimerRow& timer);

/// The name of the direct message that reminds of a follow-up.
std::string reminder_of(IncidentNumber incident, ItemNumber number);

}  // namespace tocsin::handlers
