// Who was on call is a fact: no later file and no override rewrites it.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("past shifts stay after the file changed") {
    Story story(kShopFile);
    story.advance(hours{1});
    story.edit_oncall(shop_file_with("users: [bob, ann]", "users: [cid]"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop"), Contains("carol (week)"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop --at 2026-11-06T21:45Z"), Contains("bob (week)"));
    story.restart(hours{48});
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop --at 2026-11-06T21:45Z"), Contains("bob (week)"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop --at 2026-11-06T23:45Z"), Contains("carol (week)"));
    story.says(direct(story, kCarol), {"You are on call for"});
    story.says(direct(story, kBob), {"no longer on call"});
}

TEST_CASE("an override that is taken back leaves its past") {
    Story story(kShopFile);
    story.type(kBob, kGeneral, "override shop @U0CAROL from now to 2026-11-07T12:00Z");
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop"), Contains("carol"));
    story.advance(hours{1});
    CHECK_THAT(story.type(kBob, kGeneral, "override cancel 1"), Contains("Taken back"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop"), Contains("bob (week)"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop --at 2026-11-06T22:00Z"), Contains("carol"));
    story.says(direct(story, kCarol), {"You are on call for", "no longer on call"});
    story.says(direct(story, kBob), {"no longer on call", "You are on call for"});
}
