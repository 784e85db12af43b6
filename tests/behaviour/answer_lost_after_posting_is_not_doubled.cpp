// Slack did what we asked and the answer got lost: we look before we repeat (design G3).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a post whose answer was lost is not posted twice") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::drop_after());
    story.type(kBob, channel, "note one");
    story.advance(minutes{1});
    story.slack().fail_next("chat.postMessage", Fault::hang(true));
    story.type(kBob, channel, "note two");
    story.advance(minutes{1});
    story.says(channel, {"one", "two"});
}

TEST_CASE("a post that was lost before it arrived is posted") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::drop_before());
    story.type(kBob, channel, "note one");
    story.advance(minutes{1});
    story.says(channel, {"one"});
}

TEST_CASE("lines that came while an answer was lost are said all the same, each once") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::drop_after());
    for (const char* text : {"note one", "note two", "note three"}) story.type_at_once(kBob, channel, text);
    story.advance(minutes{1});
    story.says(channel, {"one", "two", "three"});
}

TEST_CASE("card and announcement are not doubled either") {
    Story story;
    for (int i = 0; i < 3; ++i) story.slack().fail_next("chat.postMessage", Fault::drop_after());
    story.type(kBob, kGeneral, "declare sev3 Checkout is failing");
    story.advance(minutes{1});
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined"});
}

TEST_CASE("a note to PagerDuty whose answer was lost is not doubled") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "ack INC-1");
    const auto before = story.pagerduty().incident(alert)->notes.size();
    story.pagerduty().fail_next("POST /incidents/{id}/notes", Fault::drop_after());
    story.type(kBob, story.channel_id(1), "note the cache is cold");
    story.advance(minutes{1});
    CHECK(story.pagerduty().incident(alert)->notes.size() == before + 1);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"acknowledged by", "lead", "status triage", "from here", "the cache is cold", "could not be told yet"});
}
