// What each kind of timer does when it fires. On the store thread, one job a timer.
#pragma once

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Takes the row away and acts; without effect if it was moved, cancelled or fired already.
Reply timer_fired(Context& context, const TimerRow& timer);

/// At every start: sets the timers that the system itself needs, where they are missing.
void set_system_timers(store::UnitOfWork& work, const Settings& settings);

/// Keys live this long at least (design G2: ≥ 7 days).
inline constexpr Duration kKeyLife = std::chrono::hours{24 * 8};
/// A delivery older than this cannot be told from a repeat whose key is forgotten.
inline constexpr Duration kOldestDelivery = std::chrono::hours{24 * 7};

}  // namespace tocsin::handlers
