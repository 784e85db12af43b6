// A hand-off lists what is open of the schedule's own services, and a group keeps its people while nobody is on call.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// Search is paged by another policy, which does not ask the schedule.
const std::string kTwoServices = with(kShopFile, "services:\n", R"(  - {id: other, steps: [{notify: ["person:cid"], delay: 5m}], fallback: ["person:cid"]}
services:
  - {id: search, name: search, policy: other}
)");

/// One more schedule, Carol's, which no policy asks.
const std::string kWithSpare = with(kShopFile, "policies:\n", R"(  - {id: spare, time_zone: UTC, layers: [{id: all, rotation: weekly, start: "2026-11-02T09:00", users: [cid]}]}
policies:
)");

}  // namespace

TEST_CASE("a hand-off is silent about other services and about what is done") {
    Story story(kTwoServices.c_str());
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    story.type(kBob, channel, "task roll back the deploy");
    story.type(kBob, channel, "task call the vendor");
    story.type(kBob, channel, "task done 1");
    story.declare(kBob, "sev3 Search is slow --service search");
    story.advance(hours{72});
    const auto read = story.slack().messages(story.direct(kAlice)).back();
    CHECK_THAT(readable(read.text, read.blocks), Contains("INC-1") && Contains("call the vendor") && !Contains("roll back") && !Contains("INC-2"));
    story.says(story.direct(kAlice), {"You are on call for *shop*"});
    story.says(story.direct(kBob), {"no longer on call for *shop*"});
    story.says(channel, {"roll back", "call the vendor", "task #1 is done"});
}

TEST_CASE("a hand-off lists what was paged to the schedule, whatever service it has") {
    Story story(kTwoServices.c_str());
    const auto by_policy = story.declare(kBob, "sev2 Money is lost");
    story.type(kBob, by_policy, "page shop-policy --yes");
    story.type(kBob, by_policy, "ack");
    const auto by_schedule = story.declare(kBob, "sev2 Stock is wrong");
    story.type(kBob, by_schedule, "page schedule:shop --yes");
    story.type(kBob, by_schedule, "ack");
    story.declare(kBob, "sev2 Nothing of theirs");
    story.advance(hours{60});
    const auto read = story.slack().messages(story.direct(kAlice)).back();
    CHECK_THAT(readable(read.text, read.blocks), Contains("INC-1") && Contains("INC-2") && !Contains("INC-3"));
    // Each acknowledgement has run out after half an hour, and nobody has answered since.
    story.texts("+12025550143", {"INC-1", "INC-2", "INC-2", "INC-2"});
    story.texts("+48123456780", {"INC-1", "INC-2"});
    story.all_was_expected();
}

TEST_CASE("while nobody is on call the group keeps whom it had, and they read that") {
    Story story(kShopFile);
    story.settle();
    story.type(kAlice, kGeneral, "override shop @U0BOB from now to 2026-11-06T23:30Z --remove");
    CHECK(story.slack().state().user_groups.at("S0SHOP").members == std::vector<std::string>{kBob});
    story.says(story.direct(kBob), {"Nobody is, so the user group still names you"});
    story.advance(hours{3});
    story.says(story.direct(kBob), {"You are on call for *shop*"});
}

TEST_CASE("for the time in which a schedule was in no file nobody was on call for it") {
    Story story(kWithSpare.c_str());
    story.advance(hours{1});
    story.edit_oncall(kShopFile);
    story.read([](const tocsin::store::Snapshot& view) { CHECK_FALSE(view.tables().timers.find(tocsin::TimerKind::hand_off, {}, "spare").has_value()); });
    story.advance(hours{1});
    story.edit_oncall(kWithSpare);
    CHECK_THAT(story.type(kBob, kGeneral, "oncall spare"), Contains("carol (all)"));
    CHECK_THAT(story.type(kBob, kGeneral, "oncall spare --at 2026-11-06T22:00Z"), Contains("carol (all)"));
    CHECK_THAT(story.type(kBob, kGeneral, "oncall spare --at 2026-11-06T23:00Z"), !Contains("carol (all)"));
    story.says(story.direct(kCarol), {"The schedule *spare* was taken out"});
}

TEST_CASE("what is on record is not besides what the new file says of that time") {
    Story story(kShopFile);
    story.advance(hours{1});
    story.edit_oncall(with(kShopFile, "users: [bob, ann]", "users: [cid]"));
    CHECK_THAT(story.type(kBob, kGeneral, "oncall shop --at 2026-11-06T21:45Z"), Contains("bob (week)") && !Contains("carol"));
    CHECK_THAT(story.api("GET", "/api/v1/oncall/shop").body, Contains("carol") || Contains("cid"));
    CHECK_THAT(story.api("GET", "/api/v1/oncall/shop").body, !Contains("2026-11-02T09:00"));
    story.says(story.direct(kCarol), {"You are on call for"});
    story.says(story.direct(kBob), {"no longer on call"});
}

TEST_CASE("several people on call stand in the order of their layers") {
    const auto file = with(kShopFile, R"(layers: [{id: week, rotation: weekly, start: "2026-11-02T09:00", users: [bob, ann]}])", R"(combine: union
    layers:
      - {id: zero, rotation: weekly, start: "2026-11-02T09:00", users: [cid]}
      - {id: alpha, rotation: weekly, start: "2026-11-02T09:00", users: [bob]})");
    Story story(file.c_str());
    const auto said = story.type(kBob, kGeneral, "oncall shop");
    CHECK(said.find("carol (zero)") < said.find("bob (alpha)"));
}
