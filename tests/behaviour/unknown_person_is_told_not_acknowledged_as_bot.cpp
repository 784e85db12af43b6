// Somebody whom PagerDuty does not know is told so; nobody acknowledges as a bot.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("carol is unknown to PagerDuty: her acknowledgement counts here and she reads that it does not there") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kCarol, kGeneral, "ack INC-1");
    CHECK(story.pagerduty().incident(alert)->status == "triggered");
    CHECK(story.pagerduty().incident(alert)->acknowledgers.empty());
    CHECK(story.incident(1).time(tocsin::KeyTime::acknowledged).has_value());
    const auto channel = story.channel_id(1);
    story.has_card_and_announcement(1);
    story.says(channel, {"acknowledged by", "lead", "triage → investigating", "could not be delivered"});
    story.type(kCarol, channel, "note I look after the cache");
    const auto note = story.pagerduty().incident(alert)->notes.back();
    CHECK(note.content == "carol: I look after the cache");
    story.deliver_pagerduty();
    CHECK(story.count(1, "note_added") == 1);
    CHECK(story.count(1, "pagerduty_changed") == 0);
    story.says(channel, {"I look after the cache"});
}
