// Whoever comes into an incident's channel is welcomed once, alone: the card and what is needed.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("somebody who joins the channel is welcomed once, whoever declared it is not") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.deliver_events();
    story.slack().join_channel(kCarol, channel);
    for (const auto& request : story.deliver_events()) CHECK(story.deliver(story.slack().retry(request)).status == 200);
    story.settle();
    const auto shown = story.slack().ephemerals(kCarol);
    REQUIRE(shown.size() == 1);
    const auto words = readable(shown[0].text, shown[0].blocks);
    CHECK_THAT(words, Contains("Welcome to *INC-1*") && Contains("/incident lead me") && Contains("/incident join") && Contains("Checkout is failing"));
    story.tells(kCarol, {"Welcome to *INC-1*"});
    CHECK(story.slack().ephemerals(kBob).size() == 1);  // the answer to `declare`
}

TEST_CASE("the welcome says what is open, promised and marked by which emoji, and holds no button that would grow old") {
    Story story([](tocsin::handlers::Settings& settings) { settings.reactions = {{"fire", tocsin::EntryKind::timeline}, {"star", tocsin::EntryKind::task}}; });
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "task check the replicas");
    story.type(kBob, channel, "update We roll back. --next 30m");
    story.deliver_events();
    story.slack().join_channel(kCarol, channel);
    story.slack().join_channel(kGuest, channel);
    story.deliver_events();
    const auto shown = story.slack().ephemerals(kCarol);
    REQUIRE(shown.size() == 1);
    CHECK_THAT(readable(shown[0].text, shown[0].blocks), Contains("1 open task") && Contains("next status update is promised") && Contains(":fire: on a message puts it on record") &&
                                                             Contains(":star: on a message makes a task of it") && !Contains("pushpin") && Contains("card that is pinned here"));
    CHECK_THAT(shown[0].blocks, !Contains("tocsin.join") && !Contains("tocsin.open_form"));
    CHECK(story.slack().ephemerals(kGuest).empty());
    // The emoji that was configured, whatever its skin, and no other.
    const auto ts = story.slack().say(kCarol, channel, "the cache is cold");
    const auto other = story.slack().say(kCarol, channel, "the cache is warm");
    story.slack().react(kBob, channel, ts, "fire::skin-tone-2");
    story.slack().react(kBob, channel, other, "pushpin");
    story.deliver_events();
    CHECK(story.count(1, "message_captured") == 1);
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("the cache is cold"));
    story.all_was_expected();
}
