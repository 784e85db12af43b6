// What is over is archived when everything for its channel stands there, whatever becomes of what goes elsewhere.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// Edits and everything else still work.
void refuse_posts(Story& story) {
    for (int i = 0; i < 50; ++i) story.slack().fail_next("chat.postMessage", Fault::http(503));
}

}  // namespace

TEST_CASE("PagerDuty is down: the channel of what was canceled is archived all the same, and PagerDuty hears of it later") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, kGeneral, "ack INC-1");
    const auto channel = story.channel_id(1);
    story.type(kBob, channel, "cancel it was a test");
    CHECK(story.channel_of(1).archived);
    CHECK_THAT(story.card_text(1), Contains("canceled"));
    story.has_card_and_announcement(1);
    story.says(channel, {"acknowledged by", "lead", "triage → investigating", "could not be told yet", "it was a test"});
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("being retried"));
    CHECK(story.pagerduty().incident(alert)->acknowledgers.empty());
    story.pagerduty().clear_faults();
    story.advance(minutes{10});
    CHECK(story.pagerduty().incident(alert)->acknowledgers == std::vector<std::string>{kPagerBob});
    story.deliver_pagerduty();
    CHECK(story.channel_of(1).archived);
}

TEST_CASE("the last word goes before the archive, however long Slack refuses it") {
    Story story;
    const auto channel = story.declare(kBob, "sev4 False alarm");
    refuse_posts(story);
    story.type(kBob, channel, "cancel it was a test");
    story.advance(minutes{2});
    CHECK_FALSE(story.channel_of(1).archived);
    story.slack().clear_faults();
    story.advance(minutes{10});
    CHECK(story.channel_of(1).archived);
    story.says(channel, {"it was a test"});
}

TEST_CASE("what is reopened before its channel could be archived keeps it") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    refuse_posts(story);
    story.type(kBob, channel, "cancel it was a test");
    story.type(kBob, channel, "reopen it was none");
    story.advance(minutes{1});
    story.slack().clear_faults();
    story.advance(minutes{10});
    CHECK(story.channel_id(1) == channel);
    CHECK_FALSE(story.channel_of(1).archived);
    CHECK(story.count(1, "channel_unarchived") == 0);
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("0 waiting, 0 being retried"));
    story.all_was_expected();
}
