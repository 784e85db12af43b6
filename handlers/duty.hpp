// Who was, is and will be on call: recorded facts for the past, the calendar of the running edition and people's overrides for the
// rest. Free functions over one transaction or snapshot; the thread of whoever owns that.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bot/core/oncall_load.hpp"
#include "bot/oncall/book.hpp"
#include "bot/store/unit_of_work.hpp"

namespace tocsin::handlers {

/// Overrides that may matter to shifts that touch [from, until).
std::vector<oncall::Override> overrides_around(const store::Repositories& tables, const oncall::ScheduleId& schedule, Time from, Time until);

/// Whole shifts that touch [from, until), by their start. Up to where the past is written they are facts; before the first record there
/// are none.
std::vector<oncall::Shift> shifts_of(const store::Repositories& tables, const oncall::Calendar& calendar, Time from, Time until);
/// Facts alone, for a schedule that the running edition does not have.
std::vector<oncall::Shift> recorded_shifts(const store::Repositories& tables, const oncall::ScheduleId& schedule, Time from, Time until);
/// Whoever is on call at `at`.
std::vector<oncall::Shift> on_call_at(const store::Repositories& tables, const oncall::Calendar& calendar, Time at);
/// Recorded facts of one past range as `render` shows it: cut to [from, until).
std::vector<oncall::Shift> cut(std::vector<oncall::Shift> shifts, Time from, Time until);

/// The load of everybody in [from, to): of the time that is recorded, also on schedules that no file names any more.
/// `counts`: whether pages of this incident count.
std::vector<oncall::Load> load_of(const store::Repositories& tables, const oncall::Edition* edition, Time from, Time to,
                                  const std::function<bool(IncidentNumber)>& counts);

}  // namespace tocsin::handlers
