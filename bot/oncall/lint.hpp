// What a file that can be read should be told about: holes, schedules that nobody uses, zones on which tocsin and the system
// disagree. Pure but for zone_warnings; any thread.
#pragma once

#include <string>
#include <vector>

#include "bot/core/oncall_calendar.hpp"
#include "bot/core/oncall_model.hpp"

namespace tocsin::oncall {

/// How far ahead holes are looked for.
inline constexpr std::chrono::days kLookAhead{28};

struct Warning {
    std::string about;  ///< what it is about, as FileReading::lines names it
    std::string text;   ///< a sentence
};

/// `now` is where looking ahead starts.
std::vector<Warning> warnings(const Oncall& file, const Calendars& calendars, Time now);

/// Every zone that the file names.
std::vector<std::string> zones_of(const Oncall& file);
/// Whether the C library agrees about those zones in the weeks ahead and half a year on. Sets TZ for a moment: before other threads.
std::vector<std::string> zone_warnings(const Oncall& file, Time now);

}  // namespace tocsin::oncall
