// The rules for hand-offs, one by one, with the days on which others get them wrong.
#include <catch2/catch.hpp>

#include "tests/unit/core/oncall_support.hpp"

using namespace tocsin;
using namespace tocsin::oncall;
using namespace tocsin::oncall::test;

TEST_CASE("before its start nobody is on a layer, from its start on always somebody") {
    const Calendar c(schedule("Europe/Warsaw", {layer("week", Cycle::weekly, "2026-01-05T09:00", "a b c")}));
    CHECK(who(c, "2026-01-05T07:59:59.999999Z") == "-");
    CHECK(who(c, "2026-01-05T08:00:00Z") == "a");
    CHECK(who(c, "2026-01-12T07:59:59Z") == "a");
    CHECK(who(c, "2026-01-12T08:00:00Z") == "b");
    CHECK(who(c, "2026-01-26T08:00:00Z") == "a");
}

TEST_CASE("hand-offs are at the same time on the wall, summer and winter") {
    const Calendar c(schedule("Europe/Warsaw", {layer("week", Cycle::weekly, "2026-01-05T09:00", "a b")}));
    const auto july = c.who(utc("2026-07-15T00:00:00Z"));
    CHECK(july.front().from == utc("2026-07-13T07:00:00Z"));
    CHECK(july.front().until == utc("2026-07-20T07:00:00Z"));
    const auto spring = c.who(utc("2026-03-28T00:00:00Z"));
    CHECK(spring.front().until - spring.front().from == std::chrono::hours{7 * 24 - 1});
}

TEST_CASE("a hand-off that a gap swallows skips nobody") {
    const Calendar c(schedule("America/Chicago", {layer("h", Cycle::hourly, "2020-03-08T00:00", "a b c d")}));
    CHECK(who(c, "2020-03-08T06:00:00Z") == "a");  // 00:00 CST
    CHECK(who(c, "2020-03-08T07:00:00Z") == "b");  // 01:00 CST
    CHECK(who(c, "2020-03-08T08:00:00Z") == "c");  // 03:00 CDT; 02:00 never was
    CHECK(who(c, "2020-03-08T09:00:00Z") == "d");  // 04:00 CDT
    CHECK(c.who(utc("2020-03-08T08:30:00Z")).front().from == utc("2020-03-08T08:00:00Z"));
}

TEST_CASE("a hand-off in a gap happens at the first instant after it") {
    const Calendar c(schedule("America/Chicago", {layer("d", Cycle::daily, "2020-03-01T02:30", "a b")}));
    CHECK(c.who(utc("2020-03-08T12:00:00Z")).front().from == utc("2020-03-08T08:00:00Z"));
    CHECK(c.who(utc("2020-03-09T12:00:00Z")).front().from == utc("2020-03-09T07:30:00Z"));
}

TEST_CASE("in a repeated hour a hand-off takes the first occurrence, and nobody's shift is over before it began") {
    const Calendar c(schedule("America/Chicago", {layer("h", Cycle::hourly, "2020-11-01T00:30", "a b c")}));
    // The second 01:15: the hand-off of 01:30 was an hour ago.
    const auto now = c.who(utc("2020-11-01T07:15:00Z")).front();
    CHECK(now.person == PersonId("b"));
    CHECK(now.from == utc("2020-11-01T06:30:00Z"));
    CHECK(now.until == utc("2020-11-01T08:30:00Z"));
}

TEST_CASE("half an hour's gap delays an hourly hand-off and merges none") {
    const Calendar c(schedule("Australia/Lord_Howe", {layer("h", Cycle::hourly, "2021-10-03T00:15", "a b c d e")}));
    CHECK(c.who(utc("2021-10-02T15:30:00Z")).front().person == PersonId("c"));  // 02:30, the 02:15 that was in the gap
    CHECK(c.who(utc("2021-10-02T15:30:00Z")).front().until == utc("2021-10-02T16:15:00Z"));
}

TEST_CASE("a day that a country skips is nobody's turn") {
    const Calendar c(schedule("Pacific/Apia", {layer("d", Cycle::daily, "2011-12-28T09:00", "a b c d")}));
    CHECK(who(c, "2011-12-29T20:00:00Z") == "b");  // 29 December, 10:00
    CHECK(who(c, "2011-12-30T10:00:00Z") == "c");  // 31 December, 00:00: the hand-off of the 30th
    CHECK(who(c, "2011-12-30T19:00:00Z") == "d");  // 31 December, 09:00
}

TEST_CASE("a monthly rotation on the 31st clamps to the month's end and does not drift") {
    const Calendar c(schedule("UTC", {layer("m", Cycle::monthly, "2026-01-31T09:00", "a b c")}));
    CHECK(c.who(utc("2026-02-20T00:00:00Z")).front().until == utc("2026-02-28T09:00:00Z"));
    CHECK(c.who(utc("2026-03-01T00:00:00Z")).front().until == utc("2026-03-31T09:00:00Z"));
    CHECK(c.who(utc("2026-04-01T00:00:00Z")).front().until == utc("2026-04-30T09:00:00Z"));
    CHECK(c.who(utc("2028-02-29T09:00:00Z")).front().from == utc("2028-02-29T09:00:00Z"));
    const Calendar third(schedule("UTC", {layer("m", Cycle::monthly, "2026-10-31T00:00", "a b", 3)}));
    CHECK(who(third, "2027-01-30T00:00:00Z") == "a");
    CHECK(who(third, "2027-01-31T00:00:00Z") == "b");
    CHECK(who(third, "2027-04-30T00:00:00Z") == "a");
}

TEST_CASE("several people share a turn") {
    const Calendar c(schedule("UTC", {layer("w", Cycle::weekly, "2026-01-05T00:00", "a+b c")}));
    CHECK(who(c, "2026-01-06T00:00:00Z") == "a+b");
    CHECK(who(c, "2026-01-13T00:00:00Z") == "c");
}

TEST_CASE("a layer ends at its `until`") {
    auto l = layer("w", Cycle::weekly, "2026-01-05T00:00", "a b");
    l.until = wall("2026-01-08T12:00");
    const Calendar c(schedule("UTC", {l}));
    CHECK(c.who(utc("2026-01-06T00:00:00Z")).front().until == utc("2026-01-08T12:00:00Z"));
    CHECK(who(c, "2026-01-08T12:00:00Z") == "-");
}

TEST_CASE("turns count active days alone: Friday a, Monday b") {
    auto l = layer("d", Cycle::daily, "2026-01-09T00:00", "a b c");  // a Friday
    l.restrict = {hours("xxxxx..", "09:00", "17:00")};
    const Calendar c(schedule("UTC", {l}));
    CHECK(who(c, "2026-01-09T10:00:00Z") == "a");
    CHECK(who(c, "2026-01-10T10:00:00Z") == "-");
    CHECK(who(c, "2026-01-12T10:00:00Z") == "b");
    CHECK(who(c, "2026-01-16T10:00:00Z") == "c");  // five turns on: 9, 12, 13, 14, 15, 16
}

TEST_CASE("a window over midnight belongs to the day on which it begins") {
    auto l = layer("n", Cycle::daily, "2026-01-05T20:00", "a b");  // a Monday
    l.restrict = {hours("xxxxx..", "20:00", "08:00")};
    const Calendar c(schedule("UTC", {l}));
    CHECK(who(c, "2026-01-06T07:59:00Z") == "a");
    CHECK(who(c, "2026-01-06T08:00:00Z") == "-");
    CHECK(who(c, "2026-01-10T07:00:00Z") == "a");  // Saturday morning is Friday's night
    CHECK(who(c, "2026-01-10T21:00:00Z") == "-");
    CHECK(who(c, "2026-01-12T21:00:00Z") == "b");
}

TEST_CASE("a window of equal ends is a whole day, and whole days join") {
    auto l = layer("w", Cycle::weekly, "2026-01-05T00:00", "a b");
    l.restrict = {hours(".....xx", "00:00", "00:00")};
    const Calendar c(schedule("UTC", {l}));
    const auto saturday = c.who(utc("2026-01-10T12:00:00Z")).front();
    CHECK(saturday.from == utc("2026-01-10T00:00:00Z"));
    CHECK(saturday.until == utc("2026-01-12T00:00:00Z"));
}

TEST_CASE("a window holds both occurrences of a repeated hour") {
    auto l = layer("w", Cycle::weekly, "2020-10-26T00:00", "a b");
    l.restrict = {hours("......x", "01:00", "01:30")};
    const Calendar c(schedule("America/Chicago", {l}));
    const auto shift = c.who(utc("2020-11-01T06:45:00Z")).front();  // the first 01:45 lies between two 01:30
    CHECK(shift.from == utc("2020-11-01T06:00:00Z"));
    CHECK(shift.until == utc("2020-11-01T07:30:00Z"));
}

TEST_CASE("a turn whose only window a gap swallows is nobody's turn") {
    auto l = layer("d", Cycle::daily, "2020-03-07T00:00", "a b c");
    l.restrict = {hours("xxxxxxx", "02:00", "03:00")};
    const Calendar c(schedule("America/Chicago", {l}));
    CHECK(who(c, "2020-03-07T08:30:00Z") == "a");
    CHECK(who(c, "2020-03-08T08:30:00Z") == "-");
    CHECK(who(c, "2020-03-09T07:30:00Z") == "b");
}
