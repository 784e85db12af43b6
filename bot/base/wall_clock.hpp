// What wall clocks show as text, and text as what they show: dates and times without an offset, times of day, and instants in a
// zone. Free functions; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "bot/base/time.hpp"
#include "bot/base/zone_table.hpp"

namespace tocsin {

/// `2026-01-05T09:00`, `2026-01-05 09:00:30`, `2026-01-05` (midnight). Nothing if it is no such date, or has an offset.
std::optional<Wall> parse_wall(std::string_view text);
/// `08:00`, `24:00`; the time since midnight.
std::optional<std::chrono::seconds> parse_time_of_day(std::string_view text);

/// The ends of a window that a person typed: with an offset that very instant, else on the wall clock of `zone`, a start at its first
/// occurrence and an end at its last, so that a repeated hour lies inside.
std::optional<Time> parse_window_start(std::string_view text, const ZoneTable& zone);
std::optional<Time> parse_window_end(std::string_view text, const ZoneTable& zone);

/// `2026-01-05T09:00:00`
std::string format_wall(Wall wall);
/// RFC 3339 with the offset that `zone` has then: `2026-01-05T09:00:00+01:00`.
std::string format_rfc3339(Time at, const ZoneTable& zone);
/// `Mon 05 Jan 09:00`
std::string format_day_and_time(Wall wall);

}  // namespace tocsin
