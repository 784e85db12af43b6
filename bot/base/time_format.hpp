// Times and durations as text, and text as times: RFC 3339, the forms that people read, and time zones by IANA name.
// Free functions; any thread (the zone database is read-only after first use).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/time.hpp"

namespace tocsin {

/// `2026-01-02T03:04:05.678901Z`; whole seconds without the fraction.
std::string format_rfc3339(Time at);
/// `2026-01-02 03:04:05`
std::string format_utc_second(Time at);
/// `2026-01-02 03:04 UTC`
std::string format_utc_minute(Time at);
/// `2026-01-02`
std::string format_utc_date(Time at);
/// `2026-01-02 04:04 CET`; in UTC if the zone is unknown.
std::string format_in_zone(Time at, std::string_view zone);
/// `1 d 2 h`, `2 h 5 min`, `5 min`, `42 s`: the two largest units, rounded down.
std::string format_duration(Duration span);

/// RFC 3339 with any offset; seconds and fraction optional; a space is taken for the `T`.
/// Without an offset the time is in `zone` (UTC if unknown). Nothing if it is no such date.
std::optional<Time> parse_iso8601(std::string_view text, std::string_view zone = "UTC");
/// `30m`, `2h`, `1d`, `1h30m`, `90s`; nothing if zero, negative or over 366 days.
std::optional<Duration> parse_duration(std::string_view text);

/// Whether the IANA name is known to the zone database.
bool is_known_zone(std::string_view zone);
/// The calendar date that `at` has in `zone`, at 00:00 local, as an instant. UTC if the zone is unknown.
Time start_of_day(Time at, std::string_view zone);
/// The instant at which wall clocks in `zone` show `hours:minutes` on the day of `day_of`. In a gap the first instant
/// after it, in a repeated hour the first of the two.
Time at_wall_clock(Time day_of, int hours, int minutes, std::string_view zone);
/// Every instant at which wall clocks in `zone` show `since_midnight`, `days_after` calendar days after the day of
/// `day_of`: none in a gap, two in a repeated hour, in order.
std::vector<Time> instants_at_wall_clock(Time day_of, int days_after, Duration since_midnight, std::string_view zone);
/// 0 is Sunday, 6 Saturday, by the calendar of `zone`.
int weekday_of(Time at, std::string_view zone);

}  // namespace tocsin
