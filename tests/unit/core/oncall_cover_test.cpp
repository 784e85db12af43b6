// Whether a shift is still somebody's, by what the schedule says now.
#include <catch2/catch.hpp>

#include "bot/core/oncall_cover.hpp"

using namespace tocsin;
using namespace tocsin::oncall;

namespace {

const PersonId kAnn("ann"), kBob("bob"), kCid("cid");
const LayerId kWeek("week"), kNight("night"), kNone;

Time hour(int h) { return time_from_unix_seconds(h * 3600); }
Shift shift(const PersonId& person, const LayerId& layer, int from, int until) { return {person, layer, {}, 0, hour(from), hour(until)}; }
std::optional<Uncovered> of_bob(const std::vector<Shift>& shifts) { return first_uncovered(shifts, kBob, kWeek, hour(10), hour(20)); }

}  // namespace

TEST_CASE("a shift that lies within what somebody has is theirs, also in pieces and in any order") {
    CHECK_FALSE(of_bob({shift(kBob, kWeek, 10, 20)}));
    CHECK_FALSE(of_bob({shift(kBob, kWeek, 8, 30)}));
    CHECK_FALSE(of_bob({shift(kBob, kWeek, 15, 20), shift(kAnn, kWeek, 0, 10), shift(kBob, kWeek, 10, 15)}));
}

TEST_CASE("what somebody else has of it is named, with who and until when") {
    const auto middle = of_bob({shift(kBob, kWeek, 10, 13), shift(kCid, kNone, 13, 15), shift(kBob, kWeek, 15, 20)});
    REQUIRE(middle);
    CHECK(middle->from == hour(13));
    CHECK(middle->until == hour(15));
    CHECK(middle->instead == std::vector{kCid});
    const auto all = of_bob({shift(kAnn, kWeek, 10, 20)});
    REQUIRE(all);
    CHECK(all->from == hour(10));
    CHECK(all->until == hour(20));
    CHECK(all->instead == std::vector{kAnn});
    const auto start = of_bob({shift(kAnn, kWeek, 5, 12), shift(kBob, kWeek, 12, 20)});
    REQUIRE(start);
    CHECK(start->until == hour(12));
    const auto end = of_bob({shift(kBob, kWeek, 10, 19)});
    REQUIRE(end);
    CHECK(end->from == hour(19));
    CHECK(end->until == hour(20));
    CHECK(end->instead.empty());
}

TEST_CASE("a shift on another layer is another shift, and whoever has one there is not in anybody's place") {
    const auto found = of_bob({shift(kBob, kNight, 0, 30), shift(kAnn, kNight, 0, 30)});
    REQUIRE(found);
    CHECK(found->from == hour(10));
    CHECK(found->instead.empty());
}
