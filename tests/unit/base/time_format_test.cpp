#include "bot/base/time_format.hpp"

#include <catch2/catch.hpp>

#include <ctime>
#include <cstdlib>

using namespace tocsin;
using namespace std::chrono_literals;

namespace {

const Time kMoment = time_from_unix_seconds(1'767'323'045) + 678'901us;  // 2026-01-02T03:04:05.678901Z

}  // namespace

TEST_CASE("times as text") {
    CHECK(format_rfc3339(kMoment) == "2026-01-02T03:04:05.678901Z");
    CHECK(format_rfc3339(time_from_unix_seconds(0)) == "1970-01-01T00:00:00Z");
    CHECK(format_utc_minute(kMoment) == "2026-01-02 03:04 UTC");
    CHECK(format_in_zone(kMoment, "Europe/Warsaw") == "2026-01-02 04:04 CET");
    CHECK(format_in_zone(kMoment, "No/Such") == "2026-01-02 03:04 UTC");
    CHECK(format_utc_date(time_from_unix_seconds(-1)) == "1969-12-31");
}

TEST_CASE("durations as text name the two largest units") {
    CHECK(format_duration(42s) == "42 s");
    CHECK(format_duration(5min + 59s) == "5 min");
    CHECK(format_duration(2h + 5min) == "2 h 5 min");
    CHECK(format_duration(26h) == "1 d 2 h");
    CHECK(format_duration(0s) == "0 s");
    CHECK(format_duration(-90s) == "-1 min");
}

TEST_CASE("ISO 8601 in all its forms, and nothing else") {
    const auto at = [](const char* text) { return parse_iso8601(text); };
    const Time expected = time_from_unix_seconds(1'767'323'040);
    for (const char* same : {"2026-01-02T03:04Z", "2026-01-02T03:04:00Z", "2026-01-02 03:04", "2026-01-02T04:04+01:00", "2026-01-01T22:04-0500"})
        CHECK(at(same) == expected);
    CHECK(parse_iso8601("2026-01-02 04:04", "Europe/Warsaw") == expected);
    for (const char* bad : {"", "2026-13-01", "2026-02-30", "2026-01-02T24:00", "2026-01-02T03:04:00.", "2026-01-02T03:04+1", "02.01.2026", "2026-01-02T03:04Zx"})
        CHECK_FALSE(at(bad));
}

TEST_CASE("durations are read back") {
    CHECK(parse_duration("30m") == 30min);
    CHECK(parse_duration("1h30m") == 90min);
    CHECK(parse_duration("2 d") == 48h);
    for (const char* bad : {"", "0m", "30", "m", "-5m", "9999d", "5x"}) CHECK_FALSE(parse_duration(bad));
}

TEST_CASE("wall clocks at a gap and at a repeated hour") {
    const Time spring = *parse_iso8601("2026-03-08T12:00Z");
    CHECK(at_wall_clock(spring, 2, 30, "America/Chicago") == *parse_iso8601("2026-03-08T08:00Z"));  // first instant after the gap
    const Time autumn = *parse_iso8601("2026-11-01T12:00Z");
    CHECK(at_wall_clock(autumn, 1, 30, "America/Chicago") == *parse_iso8601("2026-11-01T06:30Z"));  // the first of two
}

TEST_CASE("the zone database agrees with the C library") {
    for (const char* zone : {"Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"}) {
        setenv("TZ", zone, 1);
        tzset();
        for (long long seconds = 1'700'000'000; seconds < 1'800'000'000; seconds += 8'640'017) {
            std::tm local{};
            const std::time_t moment = seconds;
            localtime_r(&moment, &local);
            char text[32];
            std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &local);
            CHECK(format_in_zone(time_from_unix_seconds(seconds), zone).starts_with(text));
        }
    }
    unsetenv("TZ");
    tzset();
}
