// Layers over layers, overrides over both.
#include <catch2/catch.hpp>

#include "tests/unit/core/oncall_support.hpp"

using namespace tocsin;
using namespace tocsin::oncall;
using namespace tocsin::oncall::test;

namespace {

Layer night() {
    auto out = layer("night", Cycle::daily, "2026-01-05T20:00", "d e");
    out.restrict = {hours("xxxxx..", "20:00", "08:00")};
    return out;
}

Schedule week_and_night(Combine combine = Combine::layers) {
    return schedule("UTC", {layer("week", Cycle::weekly, "2026-01-05T09:00", "a b c"), night()}, combine);
}

Override override_of(OverrideKind kind, std::string_view person, std::string_view from, std::string_view until, std::string_view replaces = {},
                     std::string_view on_layer = {}) {
    static std::int64_t number = 0;
    Override out;
    out.id = OverrideId(++number);
    out.kind = kind;
    out.person = PersonId(std::string(person));
    out.replaces = PersonId(std::string(replaces));
    out.layer = LayerId(std::string(on_layer));
    out.from = utc(from);
    out.until = utc(until);
    return out;
}

std::string render(const Calendar& c, std::string_view from, std::string_view to, std::span<const Override> overrides = {}) {
    std::string out;
    for (const auto& tile : c.tiles(utc(from), utc(to), overrides))
        out += format_rfc3339(tile.from).substr(8, 8) + " " + names(tile.on_call) + "; ";
    return out;
}

}  // namespace

TEST_CASE("a later layer hides an earlier one where it has somebody") {
    const Calendar c(week_and_night());
    CHECK(render(c, "2026-01-05T00:00:00Z", "2026-01-07T12:00:00Z") ==
          "05T00:00 -; 05T09:00 a; 05T20:00 d; 06T08:00 a; 06T20:00 e; 07T08:00 a; ");
    const auto a = c.who(utc("2026-01-06T12:00:00Z")).front();
    CHECK(a.from == utc("2026-01-06T08:00:00Z"));
    CHECK(a.until == utc("2026-01-06T20:00:00Z"));
}

TEST_CASE("in a union all are on call, each for the whole of their shift") {
    const Calendar c(week_and_night(Combine::union_));
    CHECK(who(c, "2026-01-05T22:00:00Z") == "a+d");
    const auto both = c.who(utc("2026-01-05T22:00:00Z"));
    CHECK(both[0].from == utc("2026-01-05T09:00:00Z"));
    CHECK(both[0].until == utc("2026-01-12T09:00:00Z"));
    CHECK(both[1].until == utc("2026-01-06T08:00:00Z"));
    // One shift a person, not one a tile.
    CHECK(c.shifts(utc("2026-01-05T09:00:00Z"), utc("2026-01-06T09:00:00Z")).size() == 2);
}

TEST_CASE("an override beats the layers: replace, add, remove") {
    const Calendar c(week_and_night());
    const std::vector replace{override_of(OverrideKind::replace, "x", "2026-01-06T10:00:00Z", "2026-01-06T22:00:00Z")};
    CHECK(render(c, "2026-01-06T08:00:00Z", "2026-01-07T08:00:00Z", replace) == "06T08:00 a; 06T10:00 x; 06T22:00 e; ");
    const auto x = c.who(utc("2026-01-06T12:00:00Z"), replace).front();
    CHECK(x.from == replace[0].from);
    CHECK(x.until == replace[0].until);  // not cut by the hand-off that it hides
    const std::vector add{override_of(OverrideKind::add, "x", "2026-01-06T10:00:00Z", "2026-01-06T12:00:00Z")};
    CHECK(who(c, "2026-01-06T11:00:00Z", add) == "a+x");
    const auto a = c.who(utc("2026-01-06T11:00:00Z"), add).front();
    CHECK(a.from == utc("2026-01-06T08:00:00Z"));
    CHECK(a.until == utc("2026-01-06T20:00:00Z"));
    const std::vector remove{override_of(OverrideKind::remove, "a", "2026-01-06T10:00:00Z", "2026-01-06T12:00:00Z")};
    CHECK(who(c, "2026-01-06T11:00:00Z", remove) == "-");
    CHECK(who(c, "2026-01-06T12:00:00Z", remove) == "a");
}

TEST_CASE("replacing one person leaves the others") {
    const Calendar c(schedule("UTC", {layer("w", Cycle::weekly, "2026-01-05T00:00", "a+b c")}));
    const std::vector o{override_of(OverrideKind::replace, "x", "2026-01-06T00:00:00Z", "2026-01-20T00:00:00Z", "b")};
    CHECK(who(c, "2026-01-07T00:00:00Z", o) == "a+x");
    CHECK(who(c, "2026-01-14T00:00:00Z", o) == "c");
}

TEST_CASE("an override of one layer: what it empties shows the layer beneath") {
    const Calendar c(week_and_night());
    const std::vector off{override_of(OverrideKind::remove, "d", "2026-01-05T00:00:00Z", "2026-01-07T00:00:00Z", {}, "night")};
    CHECK(who(c, "2026-01-05T22:00:00Z", off) == "a");
    const std::vector fill{override_of(OverrideKind::add, "x", "2026-01-05T10:00:00Z", "2026-01-05T12:00:00Z", {}, "night")};
    CHECK(render(c, "2026-01-05T09:00:00Z", "2026-01-05T20:00:00Z", fill) == "05T09:00 a; 05T10:00 x; 05T12:00 a; ");
    const std::vector below{override_of(OverrideKind::replace, "x", "2026-01-05T10:00:00Z", "2026-01-05T23:00:00Z", "a", "week")};
    CHECK(who(c, "2026-01-05T12:00:00Z", below) == "x");
    CHECK(who(c, "2026-01-05T22:00:00Z", below) == "d");
}

TEST_CASE("later overrides are applied to what earlier ones left") {
    const Calendar c(week_and_night());
    const std::vector both{override_of(OverrideKind::replace, "x", "2026-01-06T09:00:00Z", "2026-01-06T18:00:00Z"),
                           override_of(OverrideKind::replace, "y", "2026-01-06T12:00:00Z", "2026-01-06T13:00:00Z", "x")};
    CHECK(render(c, "2026-01-06T08:00:00Z", "2026-01-06T20:00:00Z", both) == "06T08:00 a; 06T09:00 x; 06T12:00 y; 06T13:00 x; 06T18:00 a; ");
}

TEST_CASE("the next change is the next time that others are on call") {
    const Calendar c(week_and_night());
    const auto next = c.next_change(utc("2026-01-06T12:00:00Z"));
    REQUIRE(next);
    CHECK(next->at == utc("2026-01-06T20:00:00Z"));
    CHECK(names(next->on_call) == "e");
    const Calendar alone(schedule("UTC", {layer("w", Cycle::weekly, "2026-01-05T00:00", "a")}));
    CHECK_FALSE(alone.next_change(utc("2026-01-06T12:00:00Z")));
    CHECK(alone.next_change(utc("2026-01-01T00:00:00Z"))->at == utc("2026-01-05T00:00:00Z"));
}

TEST_CASE("a range is cut, or shown with the whole shifts at its ends") {
    const Calendar c(week_and_night());
    const auto cut = c.shifts(utc("2026-01-06T10:00:00Z"), utc("2026-01-06T21:00:00Z"));
    REQUIRE(cut.size() == 2);
    CHECK(cut.front().from == utc("2026-01-06T10:00:00Z"));
    CHECK(cut.back().until == utc("2026-01-06T21:00:00Z"));
    const auto whole = c.whole_shifts(utc("2026-01-06T10:00:00Z"), utc("2026-01-06T21:00:00Z"));
    CHECK(whole.front().from == utc("2026-01-06T08:00:00Z"));
    CHECK(whole.back().until == utc("2026-01-07T08:00:00Z"));
}

TEST_CASE("a schedule without an end of days answers for the year 3000") {
    const Calendar c(week_and_night());
    CHECK(c.who(utc("3000-01-01T12:00:00Z")).size() == 1);
}
