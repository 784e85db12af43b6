#include "bot/base/time_format.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

#include "bot/base/text.hpp"

namespace tocsin {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const date::time_zone* find_zone(std::string_view zone) {
    try {
        return date::locate_zone(std::string(zone));
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

const date::time_zone* zone_or_utc(std::string_view zone) {
    const auto* found = find_zone(zone);
    return found != nullptr ? found : date::locate_zone("UTC");
}

struct Broken {
    date::year_month_day day;
    int hour;
    int minute;
    int second;
    long long micros;
};

Broken break_down(Time at) {
    const auto midnight = floor<days>(at);
    const auto since = at - midnight;
    return {date::year_month_day{date::sys_days{days{midnight.time_since_epoch().count()}}},
            static_cast<int>(floor<hours>(since).count()), static_cast<int>(floor<minutes>(since).count() % 60),
            static_cast<int>(floor<seconds>(since).count() % 60), since.count() % 1'000'000};
}

std::string date_text(const Broken& b) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(b.day.year()), static_cast<unsigned>(b.day.month()),
                       static_cast<unsigned>(b.day.day()));
}

/// Reads exactly `width` digits from the front of `s`.
std::optional<int> digits(std::string_view& s, std::size_t width) {
    if (s.size() < width) return std::nullopt;
    for (char c : s.substr(0, width))
        if (c < '0' || c > '9') return std::nullopt;
    int value = 0;
    std::from_chars(s.data(), s.data() + width, value);
    s.remove_prefix(width);
    return value;
}

bool take(std::string_view& s, char c) {
    if (s.empty() || s.front() != c) return false;
    s.remove_prefix(1);
    return true;
}

std::optional<date::local_days> parse_date(std::string_view& s) {
    const auto year = digits(s, 4);
    if (!year || !take(s, '-')) return std::nullopt;
    const auto month = digits(s, 2);
    if (!month || !take(s, '-')) return std::nullopt;
    const auto day = digits(s, 2);
    if (!day) return std::nullopt;
    const date::year_month_day ymd{date::year{*year}, date::month{static_cast<unsigned>(*month)},
                                   date::day{static_cast<unsigned>(*day)}};
    if (!ymd.ok()) return std::nullopt;
    return date::local_days{ymd};
}

/// `hh:mm[:ss[.ffffff]]`, as time since midnight.
std::optional<Duration> parse_clock(std::string_view& s) {
    const auto hour = digits(s, 2);
    if (!hour || *hour > 23 || !take(s, ':')) return std::nullopt;
    const auto minute = digits(s, 2);
    if (!minute || *minute > 59) return std::nullopt;
    Duration since = hours{*hour} + minutes{*minute};
    if (!take(s, ':')) return since;
    const auto second = digits(s, 2);
    if (!second || *second > 60) return std::nullopt;
    since += seconds{*second};
    if (!take(s, '.')) return since;
    long long scale = 100'000;
    bool any = false;
    while (!s.empty() && s.front() >= '0' && s.front() <= '9') {
        since += Duration{(s.front() - '0') * scale};
        scale /= 10;
        any = true;
        s.remove_prefix(1);
    }
    return any ? std::optional(since) : std::nullopt;
}

/// `Z`, `+hh:mm`, `+hhmm`; nothing if there is no well-formed offset.
std::optional<Duration> parse_offset(std::string_view s) {
    if (s == "Z" || s == "z") return Duration{0};
    if (s.empty() || (s.front() != '+' && s.front() != '-')) return std::nullopt;
    const int sign = s.front() == '-' ? -1 : 1;
    s.remove_prefix(1);
    const auto hour = digits(s, 2);
    take(s, ':');
    const auto minute = digits(s, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59 || !s.empty()) return std::nullopt;
    return sign * (hours{*hour} + minutes{*minute});
}

Time to_instant(date::local_days day, Duration since, const date::time_zone* zone) {
    const auto local = date::local_time<Duration>{day.time_since_epoch()} + since;
    const auto info = zone->get_info(local);
    // In a gap `first` ends where `second` begins: that is the first instant after the gap.
    if (info.result == date::local_info::nonexistent) return Time{info.second.begin.time_since_epoch()};
    return Time{local.time_since_epoch() - info.first.offset};
}

date::local_days local_day(Time at, const date::time_zone* zone) {
    const auto info = zone->get_info(date::sys_seconds{seconds{unix_seconds(at)}});
    return date::floor<date::days>(date::local_time<Duration>{(at + info.offset).time_since_epoch()});
}

}  // namespace

std::string format_rfc3339(Time at) {
    const Broken b = break_down(at);
    std::string out = fmt::format("{}T{:02}:{:02}:{:02}", date_text(b), b.hour, b.minute, b.second);
    if (b.micros != 0) out += fmt::format(".{:06}", b.micros);
    return out + "Z";
}

std::string format_utc_second(Time at) {
    const Broken b = break_down(at);
    return fmt::format("{} {:02}:{:02}:{:02}", date_text(b), b.hour, b.minute, b.second);
}

std::string format_utc_minute(Time at) {
    const Broken b = break_down(at);
    return fmt::format("{} {:02}:{:02} UTC", date_text(b), b.hour, b.minute);
}

std::string format_utc_date(Time at) { return date_text(break_down(at)); }

std::string format_in_zone(Time at, std::string_view zone) {
    const auto info = zone_or_utc(zone)->get_info(date::sys_seconds{seconds{unix_seconds(at)}});
    const Broken b = break_down(at + info.offset);
    return fmt::format("{} {:02}:{:02} {}", date_text(b), b.hour, b.minute, info.abbrev);
}

std::string format_duration(Duration span) {
    struct Unit {
        Duration length;
        const char* name;
    };
    constexpr Unit units[] = {{days{1}, "d"}, {hours{1}, "h"}, {minutes{1}, "min"}, {seconds{1}, "s"}};
    if (span < Duration{0}) return "-" + format_duration(-span);
    for (std::size_t i = 0; i < std::size(units); ++i) {
        const auto whole = span / units[i].length;
        if (whole == 0 && i + 1 < std::size(units)) continue;
        std::string out = fmt::format("{} {}", whole, units[i].name);
        if (i + 1 < std::size(units) && units[i].length > minutes{1}) {
            const auto rest = (span % units[i].length) / units[i + 1].length;
            if (rest != 0) out += fmt::format(" {} {}", rest, units[i + 1].name);
        }
        return out;
    }
    return "0 s";
}

std::optional<Time> parse_iso8601(std::string_view s, std::string_view zone) {
    const auto day = parse_date(s);
    if (!day) return std::nullopt;
    if (s.empty()) return to_instant(*day, Duration{0}, zone_or_utc(zone));
    if (!take(s, 'T') && !take(s, 't') && !take(s, ' ')) return std::nullopt;
    const auto since = parse_clock(s);
    if (!since) return std::nullopt;
    if (s.empty()) return to_instant(*day, *since, zone_or_utc(zone));
    const auto offset = parse_offset(s);
    if (!offset) return std::nullopt;
    return Time{day->time_since_epoch() + *since - *offset};
}

std::optional<Duration> parse_duration(std::string_view s) {
    Duration total{0};
    if (s.empty()) return std::nullopt;
    while (!s.empty()) {
        long long count = 0;
        const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), count);
        if (error != std::errc{} || end == s.data() || count < 0 || count > 1'000'000) return std::nullopt;
        s.remove_prefix(static_cast<std::size_t>(end - s.data()));
        std::size_t letters = 0;
        while (letters < s.size() && (s[letters] < '0' || s[letters] > '9')) ++letters;
        const std::string unit = text::lower(text::trim(s.substr(0, letters)));
        if (unit == "d" || unit == "day" || unit == "days") total += days{count};
        else if (unit == "h" || unit == "hr" || unit == "hour" || unit == "hours") total += hours{count};
        else if (unit == "m" || unit == "min" || unit == "mins" || unit == "minutes") total += minutes{count};
        else if (unit == "s" || unit == "sec" || unit == "seconds") total += seconds{count};
        else return std::nullopt;
        s.remove_prefix(letters);
    }
    if (total <= Duration{0} || total > days{366}) return std::nullopt;
    return total;
}

bool is_known_zone(std::string_view zone) { return find_zone(zone) != nullptr; }

Time start_of_day(Time at, std::string_view zone) { return at_wall_clock(at, 0, 0, zone); }

Time at_wall_clock(Time day_of, int hour, int minute, std::string_view zone) {
    const auto* tz = zone_or_utc(zone);
    return to_instant(local_day(day_of, tz), hours{hour} + minutes{minute}, tz);
}

std::vector<Time> instants_at_wall_clock(Time day_of, int days_after, Duration since_midnight, std::string_view zone) {
    const auto* tz = zone_or_utc(zone);
    const auto local = date::local_time<Duration>{(local_day(day_of, tz) + date::days{days_after}).time_since_epoch()} + since_midnight;
    const auto info = tz->get_info(local);
    if (info.result == date::local_info::nonexistent) return {};
    std::vector<Time> out{Time{local.time_since_epoch() - info.first.offset}};
    if (info.result == date::local_info::ambiguous) out.push_back(Time{local.time_since_epoch() - info.second.offset});
    return out;
}

int weekday_of(Time at, std::string_view zone) {
    return static_cast<int>(date::weekday{local_day(at, zone_or_utc(zone))}.c_encoding());
}

}  // namespace tocsin
