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
