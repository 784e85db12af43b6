// Whether a policy can still reach anybody: schedules end, and a policy all of whose schedules have ended pages nobody for ever.
// Free functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/core/oncall_model.hpp"

namespace tocsin::oncall {

/// Whether it is more than a message in a channel.
bool wakes_somebody(const Target& target);
/// Why nobody can be reached by the policy, or by its fallback, at `now` or at any time after; nothing if somebody can. Overrides are
/// not counted: they are exceptions, and end. A policy that never named anybody is not over; other checks say that.
std::optional<std::string> why_over(const Oncall& file, const Policy& policy, Time now);
/// The same of every policy, a sentence each.
std::vector<std::string> policies_over(const Oncall& file, Time now);

}  // namespace tocsin::oncall
