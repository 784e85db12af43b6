// Whether a shift that somebody was to have is still theirs. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bot/core/oncall_calendar.hpp"

namespace tocsin::oncall {

/// Part of a shift in which its person is not on call any more.
struct Uncovered {
    Time from, until;               ///< until: they are on call again, or the shift would have ended
    std::vector<PersonId> instead;  ///< who is on call at its start: on the same layer, or by an override of the whole schedule
};

/// The first part of [from, until) in which `person` is not on call on `layer` by what `shifts` say of that time; nothing if they are on
/// call all through it.
std::optional<Uncovered> first_uncovered(std::span<const Shift> shifts, const PersonId& person, const LayerId& layer, Time from, Time until);

}  // namespace tocsin::oncall
