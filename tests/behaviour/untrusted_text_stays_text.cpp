// Hostile text from people and from PagerDuty notifies nobody and breaks no markup; a live mention would be a violation (design G9).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kHostile = "<!channel> <!here> <@U0ALICE> @everyone & <https://evil.example|click> *bold* `code` <!subteam^S1>";

}  // namespace

TEST_CASE("hostile titles and notes of people mention nobody") {
    Story story;
    story.type(kCarol, kGeneral, "declare sev3 " + kHostile);
    story.has_card_and_announcement(1);
    const auto channel = story.channel_id(1);
    story.says(channel, {"joined"});
    story.type(kCarol, channel, "note " + kHostile);
    story.type(kCarol, channel, "set summary " + kHostile);
    story.type(kCarol, channel, "status identified " + kHostile);
    story.type(kCarol, channel, "update " + kHostile);
    CHECK_THAT(story.type(kCarol, channel, "task " + kHostile), Contains("Nobody here is known as"));
    story.type(kCarol, channel, "link https://ok.example " + kHostile);
    story.type(kCarol, channel, "timeline");
    story.type(kCarol, channel, "reslove " + kHostile);
    CHECK(story.slack().live_mentions().empty());
    story.says(channel, {"evil.example", "summary", "identified", "status update", "link: "});
    story.says(kUpdates, {"evil.example"});
    story.type(kCarol, channel, "postmortem export");
    story.says(channel, {"", "draft exported"});
    const auto draft = story.api("GET", "/api/v1/incidents/1/postmortem?format=html").body;
    CHECK(draft.find("<script") == std::string::npos);
    CHECK(draft.find("href=\"https://evil.example") == std::string::npos);
}

TEST_CASE("hostile titles, notes and names of PagerDuty mention nobody") {
    Story story;
    story.pagerduty().add_user({"PUEVIL", "<!channel> *Eve* <@U0ALICE>", "eve@example.com"});
    const auto alert = story.pagerduty().trigger(kCheckout, kHostile).value();
    story.deliver_pagerduty();
    REQUIRE(story.pagerduty().add_note(alert, "PUEVIL", kHostile + std::string("\0\xff", 2)).has_value());
    REQUIRE(story.pagerduty().acknowledge(alert, "PUEVIL").has_value());
    story.deliver_pagerduty();
    CHECK(story.slack().live_mentions().empty());
    story.has_card_and_announcement(1);
    CHECK(story.incident(1).role(tocsin::Role::lead).empty());
    story.says(story.channel_id(1), {"acknowledged by", "investigating"});
    CHECK(story.type(kBob, story.channel_id(1), "timeline").find('\0') == std::string::npos);
}
