// Schedules as JSON, as text for a terminal and as iCalendar (RFC 5545). No contact details in any of them. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/core/oncall_calendar.hpp"
#include "bot/core/oncall_model.hpp"

namespace tocsin::oncall {

/// What is shown: the calendar, people's names, and the overrides that count.
struct View {
    const Oncall& file;
    const Calendar& calendar;
    std::vector<Override> overrides;
    /// Whole shifts from recorded facts and the calendar together; if given they are shown, and the calendar is not asked.
    std::optional<std::vector<Shift>> known = std::nullopt;

    std::vector<Shift> on_call(Time at) const;
    std::vector<Shift> whole_shifts(Time from, Time to) const;
    /// Cut to [from, to).
    std::vector<Shift> shifts(Time from, Time to) const;
};

/// `{"schedule":…,"at":…,"on_call":[{"person":…,"layer":…,"from":…,"until":…}]}`; of several views a list of them.
std::string show_json(const std::vector<View>& views, Time at);
/// Always a list.
std::string show_json_list(const std::vector<View>& views, Time at);
/// `{"schedule":…,"shifts":[{"person":…,"layer":…,"from":…,"until":…}]}`, shifts cut to the range; of several views a list.
/// With `person`, theirs alone.
std::string render_json(const std::vector<View>& views, Time from, Time to, const PersonId& person = {});

std::string show_table(const std::vector<View>& views, Time at);
/// A chart, a row a day, and the list of shifts; with `person`, theirs alone.
std::string render_table(const std::vector<View>& views, Time from, Time to, const PersonId& person = {});

/// Whole shifts that touch the range, as events. With `person`, theirs alone. `stamp` is when it was made.
std::string render_ics(const std::vector<View>& views, Time from, Time to, const PersonId& person, Time stamp);

}  // namespace tocsin::oncall
