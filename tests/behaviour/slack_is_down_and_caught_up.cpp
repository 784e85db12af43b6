// Slack is down for an hour: work goes on over the API, and afterwards each channel gets one digest (design G8).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("after an outage the channel reads one digest and the card is the newest") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().fail_all(Fault::http(503));
    for (int i = 1; i <= 5; ++i) CHECK(story.command(R"({"text":"note step )" + std::to_string(i) + R"(","incident":1})").status == 200);
    CHECK(story.command(R"({"text":"sev 1","incident":1})").status == 200);
    CHECK(story.command(R"({"text":"status identified","incident":1})").status == 200);
    story.advance(hours{1});
    CHECK(story.api("GET", "/readyz").status == 200);
    story.slack().clear_faults();
    story.advance(minutes{6});
    story.says(channel, {"step 1"});
    const auto digest = story.slack().messages(channel).back();
    const auto shown = readable(digest.text, digest.blocks);
    CHECK_THAT(shown, Contains("step 5") && Contains("SEV1") && Contains("identified"));
    CHECK_THAT(story.card_text(1), Contains("SEV1") && Contains("identified"));
    CHECK_THAT(story.channel_of(1).topic, Contains("SEV1"));
    CHECK_THAT(story.announcement(1), Contains("SEV1"));
}

TEST_CASE("what was declared while Slack was down gets its channel afterwards") {
    Story story;
    story.slack().fail_all(Fault::drop_before());
    CHECK(story.command(R"({"text":"declare sev1 Everything is down"})").status == 200);
    story.advance(minutes{20});
    CHECK_FALSE(story.has_channel(1));
    story.slack().clear_faults();
    story.advance(minutes{6});
    CHECK(story.channel_of(1).has_member(kAlice));
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined"});
}

TEST_CASE("a page that somebody answered while PagerDuty was down is not sent") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, channel, "page checkout");
    story.press_answer(kBob, "tocsin.confirm_page");
    story.type(kCarol, channel, "ack");
    story.pagerduty().clear_faults();
    story.advance(minutes{10});
    CHECK(story.pagerduty().incidents().empty());
    story.says(channel, {"page to", "still trying", "acknowledged by", "lead"});
    story.tells(kBob, {"Whether somebody was really woken"});
}

TEST_CASE("more than twenty lines that wait for a channel are one message, fewer are a message each") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    for (int i = 1; i <= 30; ++i) story.type_at_once(kBob, channel, "note step " + std::to_string(i) + ".");
    story.settle();
    story.says(channel, {"step 30."});
    for (int i = 31; i <= 33; ++i) story.type_at_once(kBob, channel, "note step " + std::to_string(i) + ".");
    story.settle();
    story.says(channel, {"step 31.", "step 32.", "step 33."});
}
