// A window as people type it: `from tomorrow 9:00 to tomorrow 12:00`. Pure functions over `now` and the asker's zone; any thread.
#pragma once

#include <string_view>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"

namespace tocsin::handlers {

/// [from, until) in whole seconds, never empty.
struct TimeWindow {
    Time from, until;
};

/// Each end says for itself which day it means: dates, `today` and `tomorrow` are counted from now, a weekday is the next one after
/// today, as the end the first one from the day of the begin on. A day without a time is its start (00:00), at both ends.
/// A bare clock time at the end is the first one after the begin; at the begin it makes the nearest window that still lasts,
/// which may have begun. A span as the end (`+3h`) is how long it lasts; `in 3h` counts from now.
/// In a repeated hour a window starts at the first occurrence and ends at the last; in a gap at the first instant after it.
/// An error, which says which end, if one is no time, or if it ends before it begins.
Result<TimeWindow> parse_window(std::string_view from, std::string_view until, Time now, std::string_view zone);

}  // namespace tocsin::handlers
