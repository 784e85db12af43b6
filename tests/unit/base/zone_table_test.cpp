#include "bot/base/zone_table.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "bot/base/time_format.hpp"
#include "bot/base/wall_clock.hpp"

using namespace tocsin;

namespace {

Time utc(const char* text) { return *parse_iso8601(text); }
Wall wall(const char* text) { return *parse_wall(text); }
const ZoneTable& zone(const char* name) {
    const ZoneTable* found = find_zone_table(name);
    REQUIRE(found != nullptr);
    return *found;
}

}  // namespace

TEST_CASE("a zone that does not exist has no table") {
    CHECK(find_zone_table("Europe/Atlantis") == nullptr);
    CHECK(find_zone_table("") == nullptr);
    CHECK(zone_table_or_utc("Europe/Atlantis").name() == "UTC");
}

TEST_CASE("a gap ends at the first instant after it, by both rules") {
    const auto& chicago = zone("America/Chicago");  // 2020-03-08: 02:00 CST becomes 03:00 CDT
    CHECK(chicago.first(wall("2020-03-08T01:59:59")) == utc("2020-03-08T07:59:59Z"));
    for (const char* in_gap : {"2020-03-08T02:00", "2020-03-08T02:30", "2020-03-08T03:00"}) {
        CHECK(chicago.first(wall(in_gap)) == utc("2020-03-08T08:00:00Z"));
        CHECK(chicago.last(wall(in_gap)) == utc("2020-03-08T08:00:00Z"));
    }
    CHECK(chicago.wall(utc("2020-03-08T08:00:00Z")) == wall("2020-03-08T03:00"));
}

TEST_CASE("a repeated hour has a first and a last occurrence") {
    const auto& chicago = zone("America/Chicago");  // 2020-11-01: 02:00 CDT becomes 01:00 CST
    CHECK(chicago.first(wall("2020-11-01T01:30")) == utc("2020-11-01T06:30:00Z"));
    CHECK(chicago.last(wall("2020-11-01T01:30")) == utc("2020-11-01T07:30:00Z"));
    CHECK(chicago.first(wall("2020-11-01T01:00")) == utc("2020-11-01T06:00:00Z"));
    CHECK(chicago.last(wall("2020-11-01T01:00")) == utc("2020-11-01T07:00:00Z"));
    CHECK(chicago.first(wall("2020-11-01T02:00")) == utc("2020-11-01T08:00:00Z"));
    CHECK(chicago.last(wall("2020-11-01T02:00")) == utc("2020-11-01T08:00:00Z"));
}

TEST_CASE("the furthest wall clock does not go back with the clock") {
    const auto& chicago = zone("America/Chicago");
    CHECK(chicago.furthest(utc("2020-11-01T06:59:59Z")) == wall("2020-11-01T01:59:59"));
    CHECK(chicago.furthest(utc("2020-11-01T07:15:00Z")) == wall("2020-11-01T01:59:59"));
    CHECK(chicago.furthest(utc("2020-11-01T08:00:00Z")) == wall("2020-11-01T02:00:00"));
}

TEST_CASE("half an hour, a midnight and a whole day can be skipped or repeated") {
    CHECK(zone("Australia/Lord_Howe").first(wall("2021-10-03T02:15")) == utc("2021-10-02T15:30:00Z"));
    CHECK(zone("America/Havana").last(wall("2021-11-07T00:00")) == utc("2021-11-07T05:00:00Z"));
    CHECK(zone("America/Havana").first(wall("2021-03-14T00:00")) == utc("2021-03-14T05:00:00Z"));
    CHECK(zone("Pacific/Apia").first(wall("2011-12-30T12:00")) == utc("2011-12-30T10:00:00Z"));
    CHECK(zone("Pacific/Apia").first(wall("2011-12-31T00:00")) == utc("2011-12-30T10:00:00Z"));
}

TEST_CASE("years beyond the zone database keep its last offset") {
    const auto& warsaw = zone("Europe/Warsaw");
    const auto far = utc("2900-07-01T12:00:00Z");
    CHECK(warsaw.first(warsaw.wall(far)) == far);
    CHECK(warsaw.last(warsaw.wall(far)) == far);
}

TEST_CASE("instants are written with the offset of their zone") {
    CHECK(format_rfc3339(utc("2026-01-05T08:00:00Z"), zone("Europe/Warsaw")) == "2026-01-05T09:00:00+01:00");
    CHECK(format_rfc3339(utc("2026-01-05T08:00:00Z"), zone("America/St_Johns")) == "2026-01-05T04:30:00-03:30");
    CHECK(format_rfc3339(utc("2026-01-05T08:00:00.5Z"), zone("UTC")) == "2026-01-05T08:00:00.500000+00:00");
}

TEST_CASE("wall clocks are read strictly") {
    CHECK(parse_wall("2026-01-05") == wall("2026-01-05T00:00"));
    for (const char* wrong : {"", "2026-02-30T09:00", "2026-01-05T24:01", "2026-01-05T9:00", "2026-01-05T09:00Z", "2026-01-05T09:00+01:00", "5 January"})
        CHECK_FALSE(parse_wall(wrong));
    CHECK(parse_time_of_day("24:00") == std::chrono::hours{24});
    for (const char* wrong : {"24:01", "8:00", "08:60", "0800", "aa:bb", ""}) CHECK_FALSE(parse_time_of_day(wrong));
}

TEST_CASE("a window that a person typed holds the repeated hour, unless they gave an offset") {
    const auto& chicago = zone("America/Chicago");
    CHECK(parse_window_start("2020-11-01T01:00", chicago) == utc("2020-11-01T06:00:00Z"));
    CHECK(parse_window_end("2020-11-01T01:30", chicago) == utc("2020-11-01T07:30:00Z"));
    CHECK(parse_window_end("2020-11-01T01:30-05:00", chicago) == utc("2020-11-01T06:30:00Z"));
    CHECK(parse_window_start("2020-03-08T02:30", chicago) == utc("2020-03-08T08:00:00Z"));
    CHECK_FALSE(parse_window_end("tomorrow", chicago));
}

TEST_CASE("the zone database and the C library are compared") {
    const std::vector<std::string> zones{"Europe/Warsaw", "America/Chicago", "UTC", "Australia/Lord_Howe"};
    const std::vector<Time> instants{utc("2026-01-01T00:00:00Z"), utc("2026-07-01T00:00:00Z")};
    CHECK(zone_disagreements(zones, instants).empty());
    const std::vector<std::string> unknown{"Europe/Atlantis"};
    CHECK(zone_disagreements(unknown, instants).size() == 1);
}

TEST_CASE("a C library with other zone data is noticed") {
    const std::vector<std::string> zones{"Europe/Warsaw"};
    const std::vector<Time> instants{utc("2026-01-01T00:00:00Z")};
    CHECK(zone_disagreements(zones, instants).empty());
    // Its Warsaw lies in Chicago.
    const auto folder = std::filesystem::temp_directory_path() / ("tocsin-zones-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder / "Europe");
    std::filesystem::copy_file("/usr/share/zoneinfo/America/Chicago", folder / "Europe/Warsaw", std::filesystem::copy_options::overwrite_existing);
    ::setenv("TZDIR", folder.c_str(), 1);
    const auto all = zone_disagreements(zones, instants);
    ::unsetenv("TZDIR");
    std::filesystem::remove_all(folder);
    REQUIRE(all.size() == 1);
    CHECK(all.front() == "Europe/Warsaw: at 2026-01-01T00:00:00Z the zone database says UTC+3600 s, localtime_r UTC-21600 s; update tzdata");
    CHECK(zone_disagreements(zones, instants).empty());
}
