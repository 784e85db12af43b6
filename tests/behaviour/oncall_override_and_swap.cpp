// Overrides across a change of the clocks, and swaps that need both sides.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("an override over the night on which the clocks go forward is an hour shorter than it looks") {
    Story story(kShopFile);
    // Bob is in New York, where 02:00 on 14 March 2027 does not exist.
    const auto said = story.type(kBob, kGeneral, "override shop @U0CAROL from 2027-03-14T01:00 to 2027-03-14T05:00");
    CHECK_THAT(said, Contains("2027-03-14 01:00 EST") && Contains("06:00 UTC") && Contains("2027-03-14 05:00 EDT") && Contains("09:00 UTC"));
    story.says(story.direct(kCarol), {"made an override"});
    CHECK_THAT(story.type(kBob, kGeneral, "oncall shop --at 2027-03-14T08:59Z"), Contains("carol"));
    CHECK_THAT(story.type(kBob, kGeneral, "oncall shop --at 2027-03-14T05:59Z"), Contains("*shop*: bob (week) until") && Contains(": carol (override) until"));
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("#1") && Contains("in place of everybody"));
}

TEST_CASE("the past cannot be overridden, and not everybody may override") {
    Story story(kShopFile);
    CHECK_THAT(story.type(kBob, kGeneral, "override shop @U0CAROL from 2026-11-01T01:00Z to 2026-11-02T01:00Z"), Contains("past"));
    CHECK_THAT(story.type(kCarol, kGeneral, "override shop @U0CAROL from tomorrow 9:00 to tomorrow 10:00"), Contains("Only somebody who is on"));
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("no override"));
}

TEST_CASE("a swap needs the consent of both") {
    Story story(kShopFile);
    CHECK_THAT(story.type(kBob, kGeneral, "swap shop @U0ALICE"), Contains("Swap #1") && Contains("nothing changes until"));
    story.says(story.direct(kAlice), {"offers a swap (#1)"});
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("no override"));
    CHECK_THAT(story.type(kBob, kGeneral, "swap accept 1"), Contains("not offered to you"));
    CHECK_THAT(story.type(kCarol, kGeneral, "swap accept 1"), Contains("not offered to you"));
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"), Contains("Swapped"));
    story.says(story.direct(kBob), {"Your swap was accepted"});
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("#1") && Contains("#2"));
    CHECK_THAT(story.type(kBob, kGeneral, "oncall shop --at 2026-11-10T12:00Z"), Contains("bob"));
    CHECK_THAT(story.type(kBob, kGeneral, "oncall shop --at 2026-11-17T12:00Z"), Contains("alice"));
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"), Contains("accepted already"));
}

TEST_CASE("shifts that overlap cannot be swapped") {
    const auto side_by_side = with(kShopFile, R"(layers: [{id: week, rotation: weekly, start: "2026-11-02T09:00", users: [bob, ann]}])", R"(combine: union
    layers:
      - {id: one, rotation: weekly, start: "2026-11-02T09:00", users: [bob, ann]}
      - {id: two, rotation: weekly, start: "2026-11-02T09:00", users: [ann, bob]})");
    Story story(side_by_side.c_str());
    CHECK_THAT(story.type(kBob, kGeneral, "swap shop @U0ALICE"), Contains("The two shifts overlap, so there is nothing to swap."));
    CHECK(story.direct(kAlice).empty());
}

TEST_CASE("whoever was told of an override is told that it was taken back") {
    Story story(kShopFile);
    story.type(kBob, kGeneral, "override shop @U0CAROL from tomorrow 9:00 to tomorrow 17:00");
    story.type(kBob, kGeneral, "override cancel 1");
    story.says(story.direct(kCarol), {"made an override", "took an override back"});
}
