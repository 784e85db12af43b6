// Who was on call is a fact: no later file and no override rewrites it.
#include <nlohmann/json.hpp>

#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("past shifts stay after the file changed") {
    Story story(kShopFile);
    story.advance(hours{1});
    story.edit_oncall(with(kShopFile, "users: [bob, ann]", "users: [cid]"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop"), Contains("carol (week)"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop --at 2026-11-06T21:45Z"), Contains("bob (week)"));
    story.restart(hours{48});
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop --at 2026-11-06T21:45Z"), Contains("bob (week)"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop --at 2026-11-06T23:45Z"), Contains("carol (week)"));
    story.says(story.direct(kCarol), {"You are on call for"});
    story.says(story.direct(kBob), {"no longer on call"});
}

TEST_CASE("an override that is taken back leaves its past") {
    Story story(kShopFile);
    story.type(kBob, kGeneral, "override shop @U0CAROL from now to 2026-11-07T12:00Z");
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop"), Contains("carol"));
    story.advance(hours{1});
    CHECK_THAT(story.type(kBob, kGeneral, "override cancel 1"), Contains("Taken back"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop"), Contains("bob (week)"));
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall shop --at 2026-11-06T22:00Z"), Contains("carol"));
    story.says(story.direct(kCarol), {"You are on call for", "no longer on call"});
    story.says(story.direct(kBob), {"no longer on call", "You are on call for"});
}

TEST_CASE("other programs get the shifts of a range: the past as it was, then the file of today and the overrides") {
    Story story(kShopFile);
    story.advance(hours{1});
    story.edit_oncall(with(kShopFile, "users: [bob, ann]", "users: [cid]"));
    story.type(kCarol, kGeneral, "override shop @U0BOB from 2026-11-08T00:00Z to 2026-11-08T12:00Z");
    story.says(story.direct(kBob), {"no longer on call", "made an override"});
    story.says(story.direct(kCarol), {"You are on call for"});
    const auto answer = story.api("GET", "/api/v1/oncall/shop/render?from=2026-11-06T22:00:00Z&to=2026-11-09T00:00:00Z");
    CHECK(answer.status == 200);
    const auto json = nlohmann::json::parse(answer.body);
    CHECK(json["schedule"] == "shop");
    std::vector<std::string> shifts;
    for (const auto& shift : json["shifts"])
        shifts.push_back(shift["person"].get<std::string>() + " " + shift["from"].get<std::string>() + " " + shift["until"].get<std::string>());
    CHECK(shifts == std::vector<std::string>{"bob 2026-11-06T22:00:00+00:00 2026-11-06T22:30:00+00:00", "cid 2026-11-06T22:30:00+00:00 2026-11-08T00:00:00+00:00",
                                             "bob 2026-11-08T00:00:00+00:00 2026-11-08T12:00:00+00:00", "cid 2026-11-08T12:00:00+00:00 2026-11-09T00:00:00+00:00"});
    CHECK(json["shifts"][2]["override"] == 1);
    CHECK(story.api("GET", "/api/v1/oncall/shopp/render").status == 404);
    CHECK(story.api("GET", "/api/v1/oncall/shop/render?from=2026-11-09&to=2026-11-09").status == 400);
    CHECK(story.api("GET", "/api/v1/oncall/shop/render?from=2026-11-09&to=2028-11-09").status == 400);
    CHECK(story.api("GET", "/api/v1/oncall/shop/render?until=2026-11-09").status == 400);
    CHECK(story.api("GET", "/api/v1/oncall/shop/render?to=soon").status == 400);
}
