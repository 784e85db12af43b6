// Between the end of a shift and the next change of people there is no hole.
#include "bot/core/oncall_going_on.hpp"

#include <catch2/catch.hpp>

#include "bot/base/wall_clock.hpp"
#include "bot/base/time_format.hpp"

using namespace tocsin;
using namespace tocsin::oncall;

namespace {

Layer layer(const char* id, std::vector<std::vector<PersonId>> turns) {
    Layer out;
    out.id = LayerId(id);
    out.rotation = Cycle::weekly;
    out.zone = "UTC";
    out.start = *parse_wall("2026-01-05T09:00");
    out.turns = std::move(turns);
    return out;
}

/// Ann and Bob have a week each; Ann has every night besides.
Calendar weeks_and_nights() {
    Schedule schedule;
    schedule.id = ScheduleId("shop");
    schedule.zone = "UTC";
    schedule.layers = {layer("week", {{PersonId("ann")}, {PersonId("bob")}}), layer("night", {{PersonId("ann")}})};
    Restriction night;
    night.days.fill(true);
    night.from = std::chrono::hours{22};
    night.to = std::chrono::hours{6};
    schedule.layers[1].restrict = {night};
    return Calendar(schedule);
}

}  // namespace

TEST_CASE("whoever goes on by another layer is said to, until others follow") {
    const auto calendar = weeks_and_nights();
    const Time at = *parse_iso8601("2026-01-06T03:00:00Z");  // Ann's night in Ann's week
    const auto then = going_on(calendar, calendar.who(at), calendar.next_change(at), {});
    REQUIRE(then);
    CHECK(then->from == *parse_iso8601("2026-01-06T06:00:00Z"));
    CHECK(then->until == *parse_iso8601("2026-01-12T09:00:00Z"));
    CHECK(then->layers == std::vector<std::string>{"week", "night"});
}

TEST_CASE("where others follow at once there is nothing in between") {
    const auto calendar = weeks_and_nights();
    const Time at = *parse_iso8601("2026-01-13T03:00:00Z");  // Ann's night in Bob's week
    CHECK_FALSE(going_on(calendar, calendar.who(at), calendar.next_change(at), {}));
    CHECK_FALSE(going_on(calendar, {}, std::nullopt, {}));
}
