// Somebody takes the bot out of an incident's channel, or deletes its card: who works on the incident hears of it, and a new card is pinned.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("whoever leads reads that the bot is not in the channel, once, and how to bring it back") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "lead me");
    story.slack().remove_bot(channel);
    story.type(kBob, channel, "note one");
    story.type(kBob, channel, "sev 1");
    story.says(story.direct(kBob), {"tocsin is not in the channel #"});
    const auto told = story.slack().messages(kAnnounce).back();
    CHECK_THAT(readable(told.text, told.blocks), Contains("tocsin is not in the channel #") && Contains("/invite @tocsin"));
    story.all_was_expected();
}

TEST_CASE("a card that was deleted is posted anew and pinned") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto first = story.card(1).ts;
    REQUIRE(story.slack().erase(channel, first));
    story.deliver_events();
    story.type(kBob, channel, "sev 1");
    story.advance(minutes{1});
    CHECK(story.card(1).ts != first);
    CHECK_THAT(story.card_text(1), Contains("SEV1"));
    story.all_was_expected();
}

TEST_CASE("whoever brings the bot back reads that something is missing, the card is right again, and being shut out anew is news") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "lead me");
    story.all_was_expected();
    story.slack().remove_bot(channel);
    story.type(kBob, channel, "note one");
    story.type(kBob, channel, "sev 1");
    story.advance(minutes{1});
    story.slack().join_channel(kBot, channel);
    story.deliver_events();
    CHECK_THAT(story.card_text(1), Contains("SEV1"));
    story.says(channel, {"tocsin is back. While it was not in this channel, not everything could be said here"});
    story.says(story.direct(kBob), {"tocsin is not in the channel #"});
    story.advance(minutes{1});
    story.slack().remove_bot(channel);
    story.type(kBob, channel, "note two");
    story.says(story.direct(kBob), {"tocsin is not in the channel #"});
    story.slack().join_channel(kBot, channel);
    story.deliver_events();
    story.says(channel, {"tocsin is back"});
    story.all_was_expected();
}
