// Whoever is in the on-call file has the zone and the name that it gives, in what is read of them and in what they and others read.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// Slack's profile of Carol says carol, in Warsaw.
std::string carol_as(const std::string& entry) { return with(kShopFile, "name: carol, slack: U0CAROL, phone: \"+48123456780\", time_zone: Europe/Warsaw", entry); }

}  // namespace

TEST_CASE("times are read on the clock of the on-call file, and written on the same one") {
    Story story(with(carol_as("name: Caroline, slack: U0CAROL, phone: \"+48123456780\", time_zone: America/New_York"), "users: [bob, ann]", "users: [bob, ann, cid]").c_str());
    const auto said = story.type(kCarol, kGeneral, "override shop @U0CAROL from 2026-12-01T09:00 to 2026-12-01T12:00");
    CHECK_THAT(said, Contains("from 2026-12-01 09:00 EST (14:00 UTC) to 2026-12-01 12:00 EST"));
    // Bob's answer is on Bob's clock, and says the name of the file.
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("Caroline is on call") && Contains("by Caroline") && !Contains("carol "));
    CHECK_THAT(story.type(kBob, kGeneral, "swap shop @U0CAROL"), Contains("offered to Caroline"));
    story.says(story.direct(kCarol), {"EST"});
}

TEST_CASE("an entry without a zone and a name has those of the profile in Slack") {
    Story story(with(carol_as("slack: U0CAROL, phone: \"+48123456780\""), "users: [bob, ann]", "users: [bob, ann, cid]").c_str());
    CHECK_THAT(story.type(kCarol, kGeneral, "override shop @U0CAROL from 2026-12-01T09:00 to 2026-12-01T12:00"), Contains("carol is on call") && Contains("2026-12-01 09:00 CET"));
}

TEST_CASE("a card and a page name people as the file does, and a name of the file can be typed") {
    Story story(carol_as("name: Caroline, slack: U0CAROL, phone: \"+48123456780\"").c_str());
    const auto channel = story.declare(kBob, "sev4 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "lead Caroline"), Contains("Caroline"));
    CHECK_THAT(story.card_text(1), Contains("Caroline"));
    story.says(channel, {"Caroline"});
    story.says(story.direct(kCarol), {"made you lead"});
}
