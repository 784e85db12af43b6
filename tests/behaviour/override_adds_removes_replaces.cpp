// An override does what its words say: besides, not, instead; and what it cannot do it refuses, also to whoever takes it back.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kAtEleven = "oncall shop --at 2026-11-07T11:00Z";
const std::string kWindow = " from 2026-11-07T10:00Z to 2026-11-07T12:00Z";

}  // namespace

TEST_CASE("--add puts somebody beside whoever is on call") {
    Story story(kShopFile);
    CHECK_THAT(story.type(kBob, kGeneral, "override shop @U0CAROL" + kWindow + " --add"), Contains("besides the others"));
    CHECK_THAT(story.type(kBob, kGeneral, kAtEleven), Contains("bob") && Contains("carol"));
    story.says(story.direct(kCarol), {"made an override"});
}

TEST_CASE("--remove leaves nobody, and instead of leaves alone whom it does not name") {
    Story story(kShopFile);
    story.type(kAlice, kGeneral, "override shop @U0BOB" + kWindow + " --remove");
    CHECK_THAT(story.type(kBob, kGeneral, kAtEleven), Contains("*shop*: ⚠ nobody"));
    story.says(story.direct(kBob), {"is not on call for"});
    story.type(kAlice, kGeneral, "override cancel 1");
    story.says(story.direct(kBob), {"took an override back"});
    story.type(kAlice, kGeneral, "override shop @U0CAROL" + kWindow + " instead of @U0ALICE");
    CHECK_THAT(story.type(kBob, kGeneral, kAtEleven), Contains("bob (week)") && !Contains("carol"));
    story.says(story.direct(kCarol), {"in place of"});
}

TEST_CASE("an override that makes no sense is refused, and only whoever may make one takes one back") {
    Story story(kShopFile);
    CHECK_THAT(story.type(kBob, kGeneral, "override shop @U0CAROL" + kWindow + " instead of @U0CAROL"), Contains("same person twice"));
    CHECK_THAT(story.type(kBob, kGeneral, "override shop @U0CAROL" + kWindow + " --layer nights"), Contains("has no layer `nights`"));
    story.type(kBob, kGeneral, "override shop @U0CAROL" + kWindow);
    story.says(story.direct(kCarol), {"made an override"});
    CHECK_THAT(story.type(kCarol, kGeneral, "override cancel 1"), Contains("Only somebody who is on"));
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("#1"));
    story.advance(hours{15});
    CHECK_THAT(story.type(kBob, kGeneral, "override cancel 1"), Contains("no override #1 now or ahead"));
    story.says(story.direct(kCarol), {"You are on call for", "no longer on call"});
    story.says(story.direct(kBob), {"no longer on call", "You are on call for"});
}
