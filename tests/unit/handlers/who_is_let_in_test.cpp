// Who is taken for whom: by the number of a telephone, and by the token of a calendar's address.
#include <catch2/catch.hpp>

#include "handlers/feeds.hpp"
#include "handlers/phone.hpp"
#include "tests/support/oncall_files.hpp"

using namespace tocsin;
using namespace tocsin::handlers;

TEST_CASE("no number, or a part of one, is nobody; a number counts however it is written") {
    Settings settings;
    story::on_call_by(story::with(story::kTeamFile, "  - {id: carol, name: Carol, slack: U0CAROL, phone: \"+12025550103\"}",
                                  "  - {id: carol, name: Carol, slack: U0CAROL, pagerduty: PUCAROL, notify: {high: [{after: 0m, by: pagerduty}], low: [{after: 0m, by: slack}]}}"))(settings);
    CHECK_FALSE(caller_by_phone(settings, "").has_value());
    CHECK_FALSE(caller_by_phone(settings, "0104").has_value());
    const auto dora = caller_by_phone(settings, "+1 (202) 555-0104");
    REQUIRE(dora.has_value());
    CHECK(dora->actor.value == "person:dora");
}

TEST_CASE("whoever is in the on-call file may answer their page, whatever strangers may") {
    Settings settings;
    settings.default_access = AccessLevel::guest;
    story::on_call_by(story::kTeamFile)(settings);
    CHECK(caller_by_phone(settings, story::kDoraPhone)->level == AccessLevel::member);
}

TEST_CASE("while there is no secret no token is good") {
    const std::string path = schedule_feed_path(oncall::ScheduleId("shop"));
    CHECK_FALSE(is_feed_token("", path, feed_token("", path)));
    CHECK(is_feed_token("secret", path, feed_token("secret", path)));
    CHECK_FALSE(is_feed_token("secret", path, feed_token("secret", person_feed_path(oncall::PersonId("shop")))));
}
