// Times as people type them at night: `14:05`, `2pm`, `10m ago`, `yesterday 14:05`, `due friday`. Pure functions over
// `now` and the asker's zone; any thread. Never a silent guess: each result says how it was understood.
#pragma once

#include <string>
#include <string_view>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"

namespace tocsin::handlers {

struct When {
    Time at;
    std::string echo;  ///< `2026-11-22 14:05 CET`
};

/// What the two directions accept, for error texts.
inline constexpr std::string_view kPastTimeForms = "14:05, 10m ago, yesterday 14:05, 2026-01-31 14:05, 14:05 UTC or now";
inline constexpr std::string_view kFutureTimeForms = "14:05, in 2h, tomorrow 9:00, friday or 2026-12-01";
inline constexpr std::string_view kBeginForms = "18:00, now, +3h, tomorrow 9:00, friday, 2026-12-01 or 18:00 UTC";

/// When something happened. A bare clock time is the latest one that is past, across midnight and clock changes; one
/// that is less than a minute ahead is now, since telephones and servers do not agree to the second. A weekday is
/// today or the latest one before. Also Unix seconds.
/// An error if it is no time, in the future, or a time that the clocks skipped.
Result<When> parse_past_time(std::string_view text, Time now, std::string_view zone);

/// When something is due. A bare clock time is the next one; a day without a time is its end (23:59); a weekday is the
/// next such day after today. An error if it is no time, already past, or a time that the clocks skip.
Result<When> parse_future_time(std::string_view text, Time now, std::string_view zone);

/// When something begins, or an instant to look at. As when something is due, but a day without a time is its start (00:00), and a
/// day or a date may be past.
Result<When> parse_begin(std::string_view text, Time now, std::string_view zone);

}  // namespace tocsin::handlers
