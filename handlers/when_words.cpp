#include "handlers/when_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::handlers {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kShortestZone = 3;

/// The last word, if all before it is a time: `CET` of `20:00 CET`, `Europe/Warsaw` of `tomorrow 9:00 Europe/Warsaw`.
std::string_view zone_in(std::string_view typed) {
    const auto space = typed.rfind(' ');
    if (space == std::string_view::npos || typed.size() - space - 1 < kShortestZone) return {};
    const std::string_view word = typed.substr(space + 1);
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '_'; };
    const std::string_view before = typed.substr(0, space);
    const std::string_view clock = before.substr(before.rfind(' ') + 1);
    return std::ranges::all_of(word, is_letter) && parse_clock_time(text::lower(clock)) ? word : std::string_view();
}

}  // namespace

bool take_suffix(std::string& s, std::string_view suffix) {
    if (!s.ends_with(suffix)) return false;
    s.resize(s.size() - suffix.size());
    s = std::string(text::trim(s));
    return true;
}

bool take_word(std::string& s, std::string_view word) {
    if (s == word) s.clear();
    else if (s.starts_with(std::string(word) + " ")) s.erase(0, word.size() + 1);
    else return false;
    return true;
}

std::optional<Duration> parse_clock_time(std::string s) {
    const bool am = take_suffix(s, "am");
    const bool pm = !am && take_suffix(s, "pm");
    const auto parts = text::split(s, ':');
    if (parts.empty() || parts.size() > 3 || (parts.size() == 1 && !am && !pm)) return std::nullopt;
    std::array<std::int64_t, 3> values{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool right_width = i == 0 ? !parts[i].empty() && parts[i].size() <= 2 : parts[i].size() == 2;
        const auto value = text::parse_int(parts[i]);
        if (!right_width || !value || *value < 0) return std::nullopt;
        values[i] = *value;
    }
    auto [hour, minute, second] = values;
    if ((am || pm) && (hour < 1 || hour > 12)) return std::nullopt;
    if (am || pm) hour = hour % 12 + (pm ? 12 : 0);
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return hours{hour} + minutes{minute} + seconds{second};
}

std::optional<int> parse_weekday(std::string_view s) {
    constexpr std::array<std::string_view, 7> names{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};
    if (s.size() < 3) return std::nullopt;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i].starts_with(s)) return static_cast<int>(i);
    return std::nullopt;
}

TypedTime time_words(std::string_view typed, std::string_view zone) {
    TypedTime out{text::lower(text::one_line(typed.substr(0, kLongestTime))), is_known_zone(zone) ? std::string(zone) : "UTC"};
    const bool clock_in_utc = out.text.ends_with('z') && out.text.find('-') == std::string::npos;
    if (take_suffix(out.text, " utc") || (clock_in_utc && take_suffix(out.text, "z"))) out.zone = "UTC";
    for (const std::string_view filler : {"by", "on", "at"})
        if (take_word(out.text, filler)) break;
    return out;
}

Error no_time(std::string_view typed, std::string_view zone, std::string_view forms) {
    if (const auto named = zone_in(typed); !named.empty())
        return {Errc::invalid_argument, fmt::format("`{}` is not read as a time zone.", named),
                fmt::format("A time is on your clock ({}), or in UTC: `20:00 UTC`, or has an offset: `2026-12-01T20:00+01:00`.", zone)};
    return {Errc::invalid_argument, fmt::format("`{}` is no time that I understand.", text::truncate(typed, kLongestTime)),
            fmt::format("Say for example {}.", forms)};
}

}  // namespace tocsin::handlers
