// Times as people say them, across midnight and clock changes.
#include "handlers/when.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "bot/base/time_format.hpp"

using namespace tocsin;
using namespace tocsin::handlers;

namespace {

Time instant(std::string_view text) { return *parse_iso8601(text); }

struct TimeRow {
    std::string_view now, zone, typed, expected;
};

void check_times(Result<When> (*read)(std::string_view, Time, std::string_view), const std::vector<TimeRow>& rows) {
    for (const TimeRow& row : rows) {
        INFO(row.typed << " at " << row.now << " in " << row.zone);
        const auto when = read(row.typed, instant(row.now), row.zone);
        if (!when) FAIL(when.error().message);
        CHECK(format_rfc3339(when->at) == row.expected);
        CHECK(when->echo == format_in_zone(when->at, row.zone));
    }
}

constexpr std::string_view kMonday = "2026-11-23T15:00:30Z";
constexpr std::string_view kBerlin = "Europe/Berlin";

}  // namespace

TEST_CASE("what happened: every form") {
    check_times(parse_past_time, {{kMonday, "UTC", "now", "2026-11-23T15:00:30Z"},
                            {kMonday, "UTC", "14:05", "2026-11-23T14:05:00Z"},
                            {kMonday, "UTC", "9:05", "2026-11-23T09:05:00Z"},
                            {kMonday, "UTC", "14:05:30", "2026-11-23T14:05:30Z"},
                            {kMonday, "UTC", "2pm", "2026-11-23T14:00:00Z"},
                            {kMonday, "UTC", "2:05 PM", "2026-11-23T14:05:00Z"},
                            {kMonday, "UTC", "12am", "2026-11-23T00:00:00Z"},
                            {kMonday, kBerlin, "14:05", "2026-11-23T13:05:00Z"},
                            {kMonday, kBerlin, "14:05 UTC", "2026-11-23T14:05:00Z"},
                            {kMonday, kBerlin, "14:05Z", "2026-11-23T14:05:00Z"},
                            {kMonday, "UTC", "10m ago", "2026-11-23T14:50:30Z"},
                            {kMonday, "UTC", "1h30m ago", "2026-11-23T13:30:30Z"},
                            {kMonday, "UTC", "1h 30m ago", "2026-11-23T13:30:30Z"},
                            {kMonday, "UTC", "10 minutes ago", "2026-11-23T14:50:30Z"},
                            {kMonday, "UTC", "10m", "2026-11-23T14:50:30Z"},
                            {kMonday, "UTC", "yesterday 23:05", "2026-11-22T23:05:00Z"},
                            {kMonday, "UTC", "today at 9:00", "2026-11-23T09:00:00Z"},
                            {kMonday, "UTC", "friday 14:05", "2026-11-20T14:05:00Z"},
                            {kMonday, "UTC", "mon 14:05", "2026-11-23T14:05:00Z"},
                            {kMonday, kBerlin, "2026-11-20 14:05", "2026-11-20T13:05:00Z"},
                            {kMonday, kBerlin, "2026-11-20T14:05:06.5Z", "2026-11-20T14:05:06.500000Z"},
                            {kMonday, kBerlin, "2026-11-20T14:05+05:30", "2026-11-20T08:35:00Z"},
                            {kMonday, kBerlin, "1790000000", "2026-09-21T14:13:20Z"},
                            {kMonday, kBerlin, "1790000000.000100", "2026-09-21T14:13:20.000100Z"},
                            {kMonday, "Nowhere/Atall", "14:05", "2026-11-23T14:05:00Z"}});
}

TEST_CASE("a bare time is the latest past one, across midnight and clock changes") {
    check_times(parse_past_time, {{kMonday, "UTC", "15:01", "2026-11-23T15:00:30Z"},  // the telephone is half a minute ahead
                            {kMonday, "UTC", "15:02", "2026-11-22T15:02:00Z"},
                            {"2026-11-23T00:10:00Z", "UTC", "23:55", "2026-11-22T23:55:00Z"},
                            {"2026-11-22T23:10:00Z", kBerlin, "23:55", "2026-11-22T22:55:00Z"},
                            // Berlin 2026-10-25: 03:00 CEST becomes 02:00 CET at 01:00 UTC.
                            {"2026-10-25T00:45:00Z", kBerlin, "02:30", "2026-10-25T00:30:00Z"},
                            {"2026-10-25T01:45:00Z", kBerlin, "02:30", "2026-10-25T01:30:00Z"},
                            {"2026-10-25T01:15:00Z", kBerlin, "02:30", "2026-10-25T00:30:00Z"},
                            {"2026-10-26T00:00:00Z", kBerlin, "02:30", "2026-10-25T01:30:00Z"},
                            // Berlin 2026-03-29: 02:00 CET becomes 03:00 CEST at 01:00 UTC.
                            {"2026-03-29T00:30:00Z", kBerlin, "02:30", "2026-03-28T01:30:00Z"},
                            {"2026-03-29T01:10:00Z", kBerlin, "01:50", "2026-03-29T00:50:00Z"}});
}

TEST_CASE("what is due: every form") {
    check_times(parse_future_time, {{kMonday, "UTC", "15:30", "2026-11-23T15:30:00Z"},
                              {kMonday, "UTC", "14:05", "2026-11-24T14:05:00Z"},
                              {kMonday, "UTC", "in 2h", "2026-11-23T17:00:30Z"},
                              {kMonday, "UTC", "30m", "2026-11-23T15:30:30Z"},
                              {kMonday, "UTC", "+3h", "2026-11-23T18:00:30Z"},
                              {kMonday, "UTC", "tomorrow", "2026-11-24T23:59:00Z"},
                              {kMonday, kBerlin, "tomorrow 9:00", "2026-11-24T08:00:00Z"},
                              {kMonday, kBerlin, "today", "2026-11-23T22:59:00Z"},
                              {kMonday, kBerlin, "friday", "2026-11-27T22:59:00Z"},
                              {kMonday, kBerlin, "by Fri 17:00", "2026-11-27T16:00:00Z"},
                              {kMonday, kBerlin, "monday", "2026-11-30T22:59:00Z"},
                              {kMonday, kBerlin, "2026-12-01", "2026-12-01T22:59:00Z"},
                              {kMonday, kBerlin, "2026-12-01 10:00", "2026-12-01T09:00:00Z"},
                              {"2026-10-25T00:45:00Z", kBerlin, "02:30", "2026-10-25T01:30:00Z"}});
}

TEST_CASE("what begins: a day without a time is its start") {
    check_times(parse_begin, {{kMonday, kBerlin, "tomorrow", "2026-11-23T23:00:00Z"},
                        {kMonday, kBerlin, "friday", "2026-11-26T23:00:00Z"},
                        {kMonday, kBerlin, "today", "2026-11-22T23:00:00Z"},
                        {kMonday, kBerlin, "2026-11-01", "2026-10-31T23:00:00Z"},
                        {kMonday, kBerlin, "18:00", "2026-11-23T17:00:00Z"},
                        {kMonday, kBerlin, "tomorrow 9:00", "2026-11-24T08:00:00Z"}});
}

TEST_CASE("a time zone that is not read is named, and the form that is read is offered") {
    for (const auto* typed : {"20:00 CET", "tomorrow 9:00 Europe/Warsaw"}) {
        const auto when = parse_future_time(typed, instant(kMonday), kBerlin);
        REQUIRE_FALSE(when);
        CHECK_THAT(when.error().message, Catch::Contains("not read as a time zone"));
        CHECK_THAT(when.error().hint, Catch::Contains("your clock (Europe/Berlin)") && Catch::Contains("20:00 UTC"));
    }
}

TEST_CASE("what is no time, in the wrong direction or never shown by a clock is refused with a reason") {
    const auto past = [](std::string_view now, std::string_view typed) { return parse_past_time(typed, instant(now), kBerlin); };
    for (std::string_view typed : {"", "soon", "25:00", "14:60", "14:5", "14", "13pm", "0am", "2026-02-30 10:00", "-10m", "10 parsecs ago", "tomorrow 9:00", "friday"}) {
        INFO(typed);
        const auto when = past(kMonday, typed);
        REQUIRE_FALSE(when);
        CHECK(when.error().message.find("no time") != std::string::npos);
        CHECK(when.error().hint.find("10m ago") != std::string::npos);
    }
    const auto message = [](const Result<When>& when) { return when ? "read as " + when->echo : when.error().message; };
    CHECK_THAT(message(past(kMonday, "2026-11-24 10:00")), Catch::Contains("in the future"));
    CHECK_THAT(message(past(kMonday, "2026-11-20")), Catch::Contains("time as well"));
    CHECK_THAT(message(past(kMonday, "1815-06-18 11:30")), Catch::Contains("too far"));
    CHECK_THAT(message(past("2026-03-29T01:10:00Z", "02:30")), Catch::Contains("never showed 02:30"));
    CHECK_THAT(message(past("2026-03-30T00:00:00Z", "02:30")), Catch::Contains("never showed 02:30"));
    CHECK_THAT(message(parse_future_time("2020-01-01", instant(kMonday), kBerlin)), Catch::Contains("already past"));
    CHECK_THAT(message(parse_future_time("9999-12-31", instant(kMonday), kBerlin)), Catch::Contains("too far"));
    CHECK_THAT(message(parse_future_time("2:30", instant("2026-03-29T00:30:00Z"), kBerlin)), Catch::Contains("never showed"));
}
