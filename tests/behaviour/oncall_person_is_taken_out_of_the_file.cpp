// Whoever is taken out of the on-call file while on call hears of it, once, and the others read it in the hand-off.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kBobsEntry = "  - {id: bob, name: bob, slack: U0BOB, phone: \"+12025550143\", time_zone: America/New_York}\n";

/// Bob, who has the week, is no longer in it.
std::string without_bob() { return with(with(kShopFile, kBobsEntry, ""), "users: [bob, ann]", "users: [ann]"); }

/// Carol, who has no turn in it, is no longer in it.
std::string without_carol() {
    return with(with(kShopFile, "  - {id: cid, name: carol, slack: U0CAROL, phone: \"+48123456780\", time_zone: Europe/Warsaw}\n", ""), "person:cid", "person:ann");
}

std::string newest(Story& story, const char* user) {
    const auto message = story.slack().messages(story.direct(user)).back();
    return readable(message.text, message.blocks);
}

}  // namespace

TEST_CASE("who is taken out of the file while on call is told once, and who takes over reads it") {
    Story story(kShopFile);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    story.edit_oncall(without_bob());
    CHECK_THAT(newest(story, kBob), Contains("You were taken out of the on-call file, so you are no longer on call for *shop*. alice is.") && Contains("INC-1"));
    CHECK_THAT(newest(story, kAlice), Contains("You are on call for *shop* now") && Contains("You take over from bob (taken out of the on-call file)."));
    story.says(story.direct(kBob), {"You were taken out of the on-call file"});
    story.says(story.direct(kAlice), {"You are on call for *shop*"});
    story.edit_oncall(without_bob() + "\n");
    story.restart(hours{24 * 8});
    story.advance(hours{24});
}

TEST_CASE("another id for the same person changes nothing") {
    Story story(kShopFile);
    story.settle();
    story.edit_oncall(with(with(kShopFile, "{id: bob,", "{id: robert,"), "users: [bob, ann]", "users: [robert, ann]"));
    CHECK_THAT(story.type(kBob, kGeneral, "oncall shop"), Contains("bob (week)"));
    CHECK(story.direct(kBob).empty());
}

TEST_CASE("whoever was on call for a schedule that is taken out is told") {
    const std::string spare = with(kShopFile, "policies:\n", R"(  - {id: spare, time_zone: UTC, layers: [{id: all, rotation: weekly, start: "2026-11-02T09:00", users: [cid]}]}
policies:
)");
    Story story(spare.c_str());
    story.settle();
    story.edit_oncall(kShopFile);
    story.says(story.direct(kCarol), {"The schedule *spare* was taken out of the on-call file, so you are no longer on call for it"});
    story.edit_oncall(kShopFile);
}

TEST_CASE("who is on call by an override alone is told as well, and those who are in the file have it again") {
    Story story(kShopFile);
    story.type(kCarol, kGeneral, "oncall shop");
    story.type(kBob, kGeneral, "override shop @U0CAROL from now to 2026-11-08T09:00Z");
    story.says(story.direct(kCarol), {"You are on call for *shop* now"});
    story.says(story.direct(kBob), {"You are no longer on call"});
    story.edit_oncall(without_carol());
    CHECK_THAT(newest(story, kCarol), Contains("You were taken out of the on-call file, so you are no longer on call for *shop*. bob is."));
    CHECK_THAT(newest(story, kBob), Contains("You are on call for *shop* now") && Contains("You take over from carol (taken out of the on-call file)."));
    story.says(story.direct(kCarol), {"You were taken out of the on-call file"});
    story.says(story.direct(kBob), {"You are on call for *shop*"});
    CHECK_THAT(story.type(kBob, kGeneral, "oncall shop"), Contains("bob (week)"));
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("no override"));
    story.edit_oncall(without_carol() + "\n");
    story.restart();
}

TEST_CASE("an override that is still ahead is taken back, and both sides of it are told") {
    Story story(kShopFile);
    story.type(kCarol, kGeneral, "oncall shop");
    story.type(kBob, kGeneral, "override shop @U0CAROL from 2026-11-12T09:00Z to 2026-11-13T09:00Z");
    story.says(story.direct(kCarol), {"made an override"});
    story.edit_oncall(without_carol());
    CHECK_THAT(newest(story, kBob), Contains("Override #1 on *shop*") && Contains("is taken back, since carol was taken out of the on-call file."));
    story.says(story.direct(kCarol), {"Override #1 on *shop*"});
    story.says(story.direct(kBob), {"Override #1 on *shop*"});
    CHECK_THAT(story.type(kBob, kGeneral, "oncall shop --at 2026-11-12T12:00Z"), Contains("alice (week)"));
    story.restart();
}

TEST_CASE("an override goes on under another id of its person, and of whom it replaces") {
    Story story(kShopFile);
    story.type(kBob, kGeneral, "override shop @U0CAROL from 2026-11-06T22:00Z to 2026-11-08T09:00Z --instead @U0BOB");
    story.says(story.direct(kCarol), {"made an override"});
    auto renamed = with(with(kShopFile, "{id: cid,", "{id: caroline,"), "person:cid", "person:caroline");
    renamed = with(with(renamed, "{id: bob,", "{id: robert,"), "users: [bob, ann]", "users: [robert, ann]");
    story.edit_oncall(renamed);
    story.advance(hours{1});
    story.says(story.direct(kCarol), {"You are on call for *shop* now"});
    story.says(story.direct(kBob), {"You are no longer on call"});
    CHECK_THAT(story.type(kBob, kGeneral, "oncall shop"), Contains("carol (week)"));
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("#1") && Contains("in place of bob"));
}
