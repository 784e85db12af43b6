// A denial that is about no incident has no timeline to stand on: it is kept where admins find it.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

namespace {

/// `U0GUEST declare needs a member`, the newest first.
std::vector<std::string> kept(Story& story) {
    std::vector<std::string> out;
    story.read([&](const store::Snapshot& view) {
        for (const auto& one : view.tables().denials.newest(Time{}, 100)) out.push_back(slack_user(one.actor).value + " " + one.verb + " needs " + one.needed);
    });
    return out;
}

}  // namespace

TEST_CASE("what a guest or somebody without the right is refused is kept: who, which verb, which right") {
    Story story(kShopFile);
    CHECK_THAT(story.type(kGuest, kGeneral, "declare sev1 Mine"), Contains("Guests"));
    CHECK_THAT(story.type(kGuest, kGeneral, "list"), Contains("Guests"));
    CHECK_THAT(story.type(kCarol, kGeneral, "override shop @U0CAROL from 2026-11-07T10:00Z to 2026-11-07T12:00Z"), Contains("Only somebody who is on"));
    CHECK(kept(story) == std::vector<std::string>{"U0CAROL override needs somebody who is on shop, or an operator", "U0GUEST list needs a member of the workspace", "U0GUEST declare needs a member of the workspace"});
    CHECK_THAT(story.api("GET", "/metrics").body, Contains("tocsin_denials_total 3"));
    story.restart();
    CHECK(kept(story).size() == 3);
}

TEST_CASE("a repeat of one delivery is one denial, and a form is refused like its command") {
    Story story;
    story.type(kGuest, kGeneral, "declare sev1 Mine");
    story.deliver(story.last_request());
    CHECK(kept(story).size() == 1);
    CHECK_THAT(story.type(kGuest, kGeneral, "declare"), Contains("Guests"));
    CHECK(kept(story).size() == 2);
}

TEST_CASE("`health` shows admins who was refused, and nobody else") {
    Story story;
    CHECK_THAT(story.type(kAlice, kGeneral, "health"), !Contains("refused for want of a right"));
    story.type(kGuest, kGeneral, "declare sev1 Mine");
    CHECK_THAT(story.type(kAlice, kGeneral, "health"), Contains("refused for want of a right") && Contains("declare") && Contains("gus"));
    CHECK_THAT(story.type(kBob, kGeneral, "health"), !Contains("refused for want of a right"));
    story.advance(hours{24 * 8});
    CHECK_THAT(story.type(kAlice, kGeneral, "health"), !Contains("refused for want of a right"));
}

TEST_CASE("a denial on an incident stays an entry of its timeline alone") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kCarol, channel, "status identified");
    CHECK(story.count(1, "denied") == 1);
    CHECK(kept(story).empty());
}
