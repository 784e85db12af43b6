// Windows as people type them: which day each end means.
#include "handlers/window.hpp"

#include <catch2/catch.hpp>

#include "bot/base/time_format.hpp"

using namespace tocsin;
using namespace tocsin::handlers;

namespace {

constexpr std::string_view kZone = "Europe/Warsaw";
constexpr std::string_view kWednesday = "2026-11-25T18:37:12Z";  // 19:37 in Warsaw

struct WindowRow {
    std::string_view now, from, to, expected;
};

std::string shown(std::string_view now, std::string_view from, std::string_view to) {
    const auto window = parse_window(from, to, *parse_iso8601(now), kZone);
    if (!window) return window.error().message;
    return format_in_zone(window->from, kZone).substr(0, 16) + " / " + format_in_zone(window->until, kZone).substr(0, 16);
}

}  // namespace

TEST_CASE("each end says for itself which day it means") {
    for (const WindowRow& row : std::initializer_list<WindowRow>{
             {kWednesday, "tomorrow 9:00", "tomorrow 12:00", "2026-11-26 09:00 / 2026-11-26 12:00"},
             {kWednesday, "friday 9:00", "friday 12:00", "2026-11-27 09:00 / 2026-11-27 12:00"},
             {kWednesday, "friday 18:00", "monday 9:00", "2026-11-27 18:00 / 2026-11-30 09:00"},
             {"2026-11-28T10:00:00Z", "friday 18:00", "monday 9:00", "2026-12-04 18:00 / 2026-12-07 09:00"},
             {kWednesday, "now", "wednesday 22:00", "2026-11-25 19:37 / 2026-11-25 22:00"},
             {kWednesday, "tomorrow 18:00", "9:00", "2026-11-26 18:00 / 2026-11-27 09:00"},
             {kWednesday, "today 8:00", "tomorrow 8:00", "2026-11-25 08:00 / 2026-11-26 08:00"},
             {kWednesday, "20:00", "tomorrow 9:00", "2026-11-25 20:00 / 2026-11-26 09:00"},
             {kWednesday, "18:00", "tomorrow 9:00", "2026-11-25 18:00 / 2026-11-26 09:00"},
             {kWednesday, "2026-12-24", "2026-12-27", "2026-12-24 00:00 / 2026-12-27 00:00"},
             {kWednesday, "20:00 UTC", "22:00 UTC", "2026-11-25 21:00 / 2026-11-25 23:00"},
             {kWednesday, "2026-12-24T10:00:00Z", "2026-12-24T10:00:00+00:30", "That ends before it begins: from 2026-12-24 11:00 CET to 2026-12-24 10:30 CET."}}) {
        INFO(row.from << " to " << row.to);
        CHECK(shown(row.now, row.from, row.to) == row.expected);
    }
}

TEST_CASE("a day without a time is its start, at both ends") {
    CHECK(shown(kWednesday, "tomorrow", "friday") == "2026-11-26 00:00 / 2026-11-27 00:00");
    CHECK(shown(kWednesday, "today", "tomorrow") == "2026-11-25 00:00 / 2026-11-26 00:00");
    CHECK(shown(kWednesday, "monday", "saturday") == "2026-11-30 00:00 / 2026-12-05 00:00");
}

TEST_CASE("bare clock times make the nearest window that still lasts") {
    CHECK(shown(kWednesday, "18:00", "22:00") == "2026-11-25 18:00 / 2026-11-25 22:00");
    CHECK(shown("2026-11-25T22:30:00Z", "18:00", "22:00") == "2026-11-26 18:00 / 2026-11-26 22:00");
    CHECK(shown("2026-11-25T01:00:00Z", "22:00", "6:00") == "2026-11-24 22:00 / 2026-11-25 06:00");
    CHECK(shown(kWednesday, "22:00", "6:00") == "2026-11-25 22:00 / 2026-11-26 06:00");
}

TEST_CASE("a span as the end is how long it lasts") {
    CHECK(shown(kWednesday, "now", "+3h") == "2026-11-25 19:37 / 2026-11-25 22:37");
    CHECK(shown(kWednesday, "20:00", "2h") == "2026-11-25 20:00 / 2026-11-25 22:00");
    CHECK(shown(kWednesday, "20:00", "in 2h") == "2026-11-25 20:00 / 2026-11-25 21:37");
    CHECK(shown(kWednesday, "+1h", "tomorrow 9:00") == "2026-11-25 20:37 / 2026-11-26 09:00");
}

TEST_CASE("in a repeated hour a window holds all of it, in a gap it begins after it") {
    CHECK(parse_window("tomorrow 02:00", "tomorrow 02:30", *parse_iso8601("2026-10-24T10:00:00Z"), kZone)->until == *parse_iso8601("2026-10-25T01:30:00Z"));
    CHECK(shown("2026-03-28T20:00:00Z", "tomorrow 02:30", "tomorrow 04:00") == "2026-03-29 03:00 / 2026-03-29 04:00");
}

TEST_CASE("a window that ends before it begins is refused, and so is what is no time") {
    CHECK_THAT(shown(kWednesday, "tomorrow 18:00", "tomorrow 9:00"), Catch::Contains("ends before it begins: from 2026-11-26 18:00 CET to 2026-11-26 09:00 CET"));
    CHECK_THAT(shown(kWednesday, "friday", "friday"), Catch::Contains("ends before it begins"));
    const std::string soon = shown(kWednesday, "18:00", "soon");
    CHECK_THAT(soon, Catch::Contains("`to soon`") && Catch::Contains("no time"));
    CHECK(soon.find("ago") == std::string::npos);
    CHECK_THAT(shown(kWednesday, "20:00 CET", "22:00"), Catch::Contains("`from 20:00 CET`") && Catch::Contains("not read as a time zone"));
}
