// The promise of a next status update (`update … --next 30m`): when it passes, the lead is reminded, then the channel,
// then it is recorded as missed; one message, edited (design G4). On the store thread.
#pragma once

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Replaces any earlier promise.
void promise_update(Context& context, IncidentNumber incident, Time due);
void drop_promise(Context& context, IncidentNumber incident);
/// The update_due timer fired.
void promise_due(Context& context, const TimerRow& timer);

inline constexpr Duration kRemindChannelAfter = std::chrono::minutes{5};
inline constexpr Duration kMissedAfter = std::chrono::minutes{15};
/// A timer that fires later than this was held up by our own downtime: nobody's fault.
inline constexpr Duration kOurOwnDelay = std::chrono::minutes{2};

}  // namespace tocsin::handlers
