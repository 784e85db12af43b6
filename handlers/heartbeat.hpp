// Dead man's switches (docs/oncall.md, "Heartbeats"): who reports in time, who is missing, and the outgoing one. Time in which
// this program itself was not running is nobody's fault and is added to what a heartbeat has left. On the store thread, one
// job each.
#pragma once

#include <string>

#include "bot/core/delivery_outcome.hpp"
#include "bot/core/timer.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// A heartbeat is missing after this many intervals without a beat.
inline constexpr int kMissingAfter = 3;
/// Names of rows of the table `watch`.
inline constexpr const char* kAliveWatch = "alive";
inline constexpr const char* kPingWatch = "heartbeat_ping";

/// At every start: timers for what is configured, none for what no longer is, and the time that the program was down given
/// back to each.
void start_heartbeats(store::UnitOfWork& work, const Settings& settings);
/// `name` must be one that is configured. A repeat is harmless: the newest beat counts.
Reply heartbeat_seen(Context& context, const std::string& name);

// Timers.
void heartbeat_overdue(Context& context, const TimerRow& timer);
void note_alive(Context& context);
void ping_due(Context& context);
/// The outgoing ping arrived, or did not and why; the next one is due at its own time either way.
void ping_came_to(Context& context, bool arrived, const std::string& why);

}  // namespace tocsin::handlers
