#include "handlers/when.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "handlers/when_words.hpp"

namespace tocsin::handlers {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// `begin`: when something starts, so that a day without a time is its start, which may be past by now.
enum class Direction { past, future, begin };

constexpr Duration kClockSkew = minutes{1};
constexpr Duration kFarthest = std::chrono::days{3653};
constexpr Duration kEndOfDay = hours{23} + minutes{59};

/// The words of a time, parsed but not yet placed on the calendar.
struct Request {
    Time now;
    std::string zone;
    Direction direction;
    std::string text;  ///< lower case, single spaces, zone word removed
};

Result<When> done(const Request& request, Time at) {
    const bool past = request.direction == Direction::past;
    if (past && at > request.now && at <= request.now + kClockSkew) at = request.now;
    std::string echo = format_in_zone(at, request.zone);
    if (at < Time{} || at > request.now + kFarthest)
        return fail(Errc::invalid_argument, fmt::format("`{}` is too far away to be meant.", request.text));
    if (past && at > request.now)
        return fail(Errc::invalid_argument, fmt::format("{} is in the future; what is recorded has happened.", echo));
    if (request.direction == Direction::future && at < request.now) return fail(Errc::invalid_argument, fmt::format("{} is already past.", echo));
    return When{at, std::move(echo)};
}

std::unexpected<Error> skipped(const Request& request, std::string_view clock) {
    return fail(Errc::invalid_argument, fmt::format("Clocks in {} were put forward and never showed {} on that day.",
                                                    request.zone, clock));
}

/// The clock time on the calendar day `days_after` today.
Result<When> on_day(const Request& request, int days_after, Duration clock, std::string_view shown) {
    const auto instants = instants_at_wall_clock(request.now, days_after, clock, request.zone);
    if (instants.empty()) return skipped(request, shown);
    if (request.direction != Direction::past) {
        const auto next = std::ranges::find_if(instants, [&](Time t) { return t >= request.now; });
        return done(request, next == instants.end() ? instants.back() : *next);
    }
    const auto latest = std::ranges::find_if(instants.rbegin(), instants.rend(),
                                             [&](Time t) { return t <= request.now + kClockSkew; });
    return done(request, latest == instants.rend() ? instants.front() : *latest);
}

/// Some zones begin a day after midnight, and one left a day out.
Result<When> start_on_day(const Request& request, int days_after) {
    const auto noon = instants_at_wall_clock(request.now, days_after, hours{12}, request.zone);
    return noon.empty() ? skipped(request, "12:00") : done(request, start_of_day(noon.front(), request.zone));
}

/// A clock time without a day: the nearest one in the request's direction.
Result<When> nearest_clock(const Request& request, Duration clock) {
    const bool past = request.direction == Direction::past;
    const auto fits = [&](Time t) { return past ? t <= request.now + kClockSkew : t > request.now; };
    for (const int day : {0, 1}) {
        auto instants = instants_at_wall_clock(request.now, past ? -day : day, clock, request.zone);
        if (past) std::ranges::reverse(instants);
        const auto found = std::ranges::find_if(instants, fits);
        if (found != instants.end()) return done(request, *found);
        // A skipped time matters only if the gap lies between the asker and the next candidate.
        const auto minute = std::chrono::floor<minutes>(clock);
        const Time day_start = request.now + (past ? -day : day) * hours{24};
        if (instants.empty() && fits(at_wall_clock(day_start, static_cast<int>(minute / hours{1}),
                                                   static_cast<int>(minute / minutes{1} % 60), request.zone)))
            return skipped(request, request.text);
    }
    return skipped(request, request.text);
}

/// `today`, `yesterday`, `tomorrow` or a weekday, as days after today; the word is removed from `rest`.
std::optional<int> take_day(const Request& request, std::string& rest) {
    const bool past = request.direction == Direction::past;
    if (take_word(rest, "today")) return 0;
    if (past && take_word(rest, "yesterday")) return -1;
    if (!past && take_word(rest, "tomorrow")) return 1;
    const std::string first = rest.substr(0, rest.find(' '));
    const auto weekday = parse_weekday(first);
    if (!weekday) return std::nullopt;
    take_word(rest, first);
    const int ahead = (*weekday - weekday_of(request.now, request.zone) + 7) % 7;
    if (past) return ahead == 0 ? 0 : ahead - 7;
    return ahead == 0 ? 7 : ahead;
}

std::optional<Result<When>> try_day(const Request& request) {
    std::string rest = request.text;
    const auto day = take_day(request, rest);
    if (!day) return std::nullopt;
    take_word(rest, "at");
    if (rest.empty() && request.direction == Direction::future) return on_day(request, *day, kEndOfDay, "23:59");
    if (rest.empty() && request.direction == Direction::begin) return start_on_day(request, *day);
    const auto clock = parse_clock_time(rest);
    if (!clock) return std::nullopt;
    return on_day(request, *day, *clock, rest);
}

std::optional<Result<When>> try_span(const Request& request) {
    std::string span = request.text;
    const bool past = request.direction == Direction::past;
    if (past) take_suffix(span, " ago");
    else if (!take_word(span, "in") && span.starts_with('+')) span.erase(0, 1);
    const auto duration = parse_duration(span);
    if (!duration) return std::nullopt;
    return done(request, past ? request.now - *duration : request.now + *duration);
}

std::optional<Result<When>> try_calendar(const Request& request) {
    const auto at = parse_iso8601(request.text, request.zone);
    if (!at) return std::nullopt;
    constexpr std::size_t kDateOnly = 10;
    if (request.text.size() != kDateOnly) return done(request, *at);
    if (request.direction == Direction::past)
        return fail(Errc::invalid_argument, fmt::format("{} is a day; say the time as well.", request.text));
    if (request.direction == Direction::begin) return done(request, *at);
    return done(request, at_wall_clock(*at, 23, 59, request.zone));
}

/// Unix seconds, with or without a fraction, as in a Slack message's ts.
std::optional<Result<When>> try_unix(const Request& request) {
    const auto parts = text::split(request.text, '.');
    if (parts.empty() || parts.size() > 2 || parts[0].size() != 10) return std::nullopt;
    const auto whole = text::parse_int(parts[0]);
    if (!whole || *whole < 0) return std::nullopt;
    Time at = time_from_unix_seconds(*whole);
    if (parts.size() == 2) {
        if (parts[1].empty() || parts[1].size() > 6) return std::nullopt;
        const auto micros = text::parse_int(std::string(parts[1]).append(6 - parts[1].size(), '0'));
        if (!micros || *micros < 0) return std::nullopt;
        at += Duration{*micros};
    }
    return done(request, at);
}

Request read(std::string_view typed, Time now, std::string_view zone, Direction direction) {
    TypedTime words = time_words(typed, zone);
    return {now, std::move(words.zone), direction, std::move(words.text)};
}

Result<When> parse_time(std::string_view typed, const Request& request, std::string_view forms) {
    if (typed.size() <= kLongestTime) {
        if (request.text == "now" || request.text == "just now") return done(request, request.now);
        if (const auto clock = parse_clock_time(request.text)) return nearest_clock(request, *clock);
        for (const auto attempt : {try_span, try_day, try_calendar, try_unix})
            if (auto result = attempt(request)) return *std::move(result);
    }
    return std::unexpected(no_time(typed, request.zone, forms));
}

/// The person reads the echo in their own zone, also when they typed UTC.
Result<When> in_own_zone(Result<When> when, std::string_view zone) {
    if (when) when->echo = format_in_zone(when->at, zone);
    return when;
}

}  // namespace

Result<When> parse_past_time(std::string_view text, Time now, std::string_view zone) {
    return in_own_zone(parse_time(text, read(text, now, zone, Direction::past), kPastTimeForms), zone);
}

Result<When> parse_future_time(std::string_view text, Time now, std::string_view zone) {
    return in_own_zone(parse_time(text, read(text, now, zone, Direction::future), kFutureTimeForms), zone);
}

Result<When> parse_begin(std::string_view text, Time now, std::string_view zone) {
    return in_own_zone(parse_time(text, read(text, now, zone, Direction::begin), kBeginForms), zone);
}

}  // namespace tocsin::handlers
