#include "bot/base/wall_clock.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "bot/base/time_format.hpp"

namespace tocsin {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

std::optional<int> number(std::string_view text, std::size_t from, std::size_t width) {
    if (text.size() < from + width) return std::nullopt;
    int value = 0;
    for (char c : text.substr(from, width)) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<std::chrono::local_days> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::local_days{date};
}

struct Parts {
    std::chrono::year_month_day date;
    std::chrono::weekday weekday;
    std::chrono::hh_mm_ss<seconds> clock;
};

Parts parts_of(Wall wall) {
    const auto day = floor<days>(wall);
    return {std::chrono::year_month_day{day}, std::chrono::weekday{day}, std::chrono::hh_mm_ss<seconds>{wall - day}};
}

}  // namespace

std::optional<seconds> parse_time_of_day(std::string_view text) {
    if (text.size() != 5 && text.size() != 8) return std::nullopt;
    const auto hour = number(text, 0, 2), minute = number(text, 3, 2);
    const auto second = text.size() == 8 ? number(text, 6, 2) : 0;
    if (!hour || !minute || !second || text[2] != ':' || (text.size() == 8 && text[5] != ':')) return std::nullopt;
    const seconds out = hours{*hour} + minutes{*minute} + seconds{*second};
    if (*minute > 59 || *second > 59 || out > hours{24}) return std::nullopt;
    return out;
}

std::optional<Wall> parse_wall(std::string_view text) {
    const auto date = parse_date(text.substr(0, 10));
    if (!date) return std::nullopt;
    if (text.size() == 10) return Wall{*date};
    if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
    const auto clock = parse_time_of_day(text.substr(11));
    if (!clock) return std::nullopt;
    return Wall{*date} + *clock;
}

std::optional<Time> parse_window_start(std::string_view text, const ZoneTable& zone) {
    if (const auto wall = parse_wall(text)) return zone.first(*wall);
    return parse_iso8601(text, zone.name());
}

std::optional<Time> parse_window_end(std::string_view text, const ZoneTable& zone) {
    if (const auto wall = parse_wall(text)) return zone.last(*wall);
    return parse_iso8601(text, zone.name());
}

std::string format_wall(Wall wall) {
    const Parts p = parts_of(wall);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(p.date.year()), static_cast<unsigned>(p.date.month()),
                       static_cast<unsigned>(p.date.day()), p.clock.hours().count(), p.clock.minutes().count(), p.clock.seconds().count());
}

std::string format_rfc3339(Time at, const ZoneTable& zone) {
    // RFC 3339 knows offsets of whole minutes; those with seconds ended in 1972.
    const auto offset = std::chrono::duration_cast<minutes>(zone.offset(at)).count();
    const auto fraction = (at - floor<seconds>(at)).count();
    std::string out = format_wall(zone.wall(at));
    if (fraction != 0) out += fmt::format(".{:06}", fraction);
    return out + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', std::abs(offset) / 60, std::abs(offset) % 60);
}

std::string format_day_and_time(Wall wall) {
    static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Parts p = parts_of(wall);
    return fmt::format("{} {:02} {} {:02}:{:02}", kDays[p.weekday.c_encoding()], static_cast<unsigned>(p.date.day()),
                       kMonths[static_cast<unsigned>(p.date.month()) - 1], p.clock.hours().count(), p.clock.minutes().count());
}

}  // namespace tocsin
