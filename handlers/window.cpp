#include "handlers/window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/base/wall_clock.hpp"
#include "handlers/when.hpp"
#include "handlers/when_words.hpp"

namespace tocsin::handlers {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using LocalDay = std::chrono::local_days;

constexpr std::size_t kShown = 80;

/// One end as it was typed: an instant, a span, or what a clock shows, of which the day or the time may be missing.
struct End {
    const ZoneTable& zone;
    std::optional<Time> exact{};
    std::optional<Duration> span{};
    std::optional<LocalDay> day{};
    bool weekday = false;
    std::optional<seconds> clock{};

    bool bare() const { return clock && !day; }
    Wall wall(LocalDay on) const { return on + clock.value_or(seconds{0}); }
    LocalDay day_of(Time at) const { return std::chrono::floor<days>(zone.wall(at)); }
};

/// A day of the end's own clock, counted from today's.
std::optional<LocalDay> take_day(End& end, std::string& words, Time now) {
    const LocalDay today = end.day_of(now);
    if (take_word(words, "today")) return today;
    if (take_word(words, "tomorrow")) return today + days{1};
    if (take_word(words, "yesterday")) return today - days{1};
    const std::string first = words.substr(0, words.find(' '));
    const auto weekday = parse_weekday(first);
    if (!weekday) return std::nullopt;
    take_word(words, first);
    end.weekday = true;
    const int ahead = (*weekday - static_cast<int>(std::chrono::weekday(today).c_encoding()) + 7) % 7;
    return today + days{ahead == 0 ? 7 : ahead};
}

bool read_span(End& end, std::string span, Time now) {
    const bool from_now = take_word(span, "in");
    if (!from_now && span.starts_with('+')) span.erase(0, 1);
    const auto duration = parse_duration(span);
    if (duration && from_now) end.exact = now + *duration;
    else end.span = duration;
    return duration.has_value();
}

bool read_clock(End& end, std::string words, Time now) {
    end.day = take_day(end, words, now);
    if (end.day) take_word(words, "at");
    if (const auto clock = parse_clock_time(words)) end.clock = std::chrono::floor<seconds>(*clock);
    return end.clock || (end.day && words.empty());
}

Result<End> read_end(std::string_view typed, Time now, std::string_view zone) {
    const auto [words, clock_zone] = time_words(typed, zone);
    End end{zone_table_or_utc(clock_zone)};
    if (const auto wall = parse_wall(words)) {
        end.day = std::chrono::floor<days>(*wall);
        end.clock = *wall - *end.day;
        return end;
    }
    if (read_span(end, words, now) || read_clock(end, words, now)) return end;
    if (const auto past = parse_past_time(typed, now, zone)) end.exact = past->at;
    else if (const auto at = parse_begin(typed, now, zone)) end.exact = at->at;
    else return std::unexpected(at.error());
    return end;
}

Time begin_of(const End& from, Time now) {
    if (from.exact) return *from.exact;
    if (from.span) return now + *from.span;
    return from.zone.first(from.wall(from.day.value_or(from.day_of(now))));
}

/// Not before the begin, as far as the words leave it open.
Time end_of(const End& until, Time begin) {
    if (until.exact) return *until.exact;
    if (until.span) return begin + *until.span;
    const LocalDay first = until.day_of(begin);
    if (until.weekday && until.day) {
        const auto ahead = ((*until.day - first) % 7 + days{7}) % 7;
        return until.zone.last(until.wall(first + ahead));
    }
    if (until.day) return until.zone.last(until.wall(*until.day));
    const Time same_day = until.zone.last(until.wall(first));
    return same_day > begin ? same_day : until.zone.last(until.wall(first + days{1}));
}

TimeWindow place(const End& from, const End& until, Time now) {
    const Time usual = begin_of(from, now);
    if (!from.bare() || !until.bare()) return {usual, end_of(until, usual)};
    // Two bare clock times: yesterday's window may last until now, and today's may be over.
    TimeWindow window{};
    for (const int day : {-1, 0, 1}) {
        window.from = from.zone.first(from.wall(from.day_of(now) + days{day}));
        window.until = end_of(until, window.from);
        if (window.until > now) break;
    }
    return window;
}

Error about(std::string_view word, std::string_view typed, const Error& why) {
    return {why.code, fmt::format("`{} {}`: {}{}{}", word, text::truncate(typed, kShown), why.message, why.hint.empty() ? "" : " ", why.hint), {}};
}

}  // namespace

Result<TimeWindow> parse_window(std::string_view from, std::string_view until, Time now, std::string_view zone) {
    const auto begin = read_end(from, now, zone);
    if (!begin) return std::unexpected(about("from", from, begin.error()));
    const auto end = read_end(until, now, zone);
    if (!end) return std::unexpected(about("to", until, end.error()));
    TimeWindow out = place(*begin, *end, now);
    out = {std::chrono::floor<seconds>(out.from), std::chrono::floor<seconds>(out.until)};
    if (out.until > out.from) return out;
    return fail(Errc::invalid_argument, fmt::format("That ends before it begins: from {} to {}.", format_in_zone(out.from, zone), format_in_zone(out.until, zone)));
}

}  // namespace tocsin::handlers
