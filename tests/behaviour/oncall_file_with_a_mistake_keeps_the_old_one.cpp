// SIGHUP reads the on-call file anew, all or nothing.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a file with a mistake changes nothing, and health says why") {
    Story story(kShopFile);
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop"), Contains("bob") && Contains("next") && Contains("alice"));
    story.edit_oncall(with(kShopFile, "users: [bob, ann]", "users: [ann, bobb]"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop"), Contains("bob (week)"));
    CHECK_THAT(story.type(kCarol, kGeneral, "health"), Contains("on-call file was refused") && Contains("bobb"));
    CHECK_THAT(story.api("GET", "/readyz?verbose").body, Contains("on-call file was refused"));
    story.edit_oncall(kShopFile);
    CHECK_THAT(story.type(kCarol, kGeneral, "health"), !Contains("refused"));
}

TEST_CASE("a new file whose policy reaches nobody any more is refused, and health tells of one that grew old in use") {
    const auto ending = with(with(kShopFile, "fallback: [\"person:cid\"]", "fallback: [\"schedule:shop\"]"), "users: [bob, ann]", "users: [bob, ann], until: \"2026-11-07T00:00\"");
    Story story(kShopFile);
    story.edit_oncall(ending);
    CHECK_THAT(story.type(kCarol, kGeneral, "health"), !Contains("refused") && !Contains("any more"));
    story.advance(hours{3});
    CHECK_THAT(story.type(kCarol, kGeneral, "health"), Contains("policy shop-policy can reach nobody any more: the layers of schedule shop have all ended"));
    story.says(story.direct(kBob), {"You are no longer on call for *shop*"});
    CHECK_THAT(story.api("GET", "/readyz?verbose").body, Contains("policy shop-policy can reach nobody any more"));
    // The same bytes are no news, and a start must not fail because time went by.
    story.edit_oncall(ending);
    CHECK_THAT(story.type(kCarol, kGeneral, "health"), !Contains("refused"));
    story.restart();
    CHECK_THAT(story.type(kCarol, kGeneral, "health"), Contains("any more") && !Contains("refused"));
    story.edit_oncall("# another\n" + ending);
    CHECK_THAT(story.type(kCarol, kGeneral, "health"), Contains("on-call file was refused") && Contains("any more"));
    story.edit_oncall(kShopFile);
    CHECK_THAT(story.type(kCarol, kGeneral, "health"), !Contains("refused") && !Contains("any more"));
    story.says(story.direct(kBob), {"You are on call for *shop* now"});
}
