// What lies between the end of somebody's shift and the next change of people: the same people, on other layers. Without it that
// time reads as a hole. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/core/oncall_calendar.hpp"

namespace tocsin::oncall {

/// The same people are on call in [from, until).
struct GoingOn {
    Time from;
    std::optional<Time> until;        ///< nothing: as far as is known
    std::vector<std::string> layers;  ///< by which, each once; `override` for one of the whole schedule
};

/// After the first of the shifts in `now` ends; nothing if others follow it. `next`: the change after it, from `next_change`.
std::optional<GoingOn> going_on(const Calendar& calendar, const std::vector<OnCall>& now, const std::optional<Change>& next,
                                std::span<const Override> overrides);

}  // namespace tocsin::oncall
