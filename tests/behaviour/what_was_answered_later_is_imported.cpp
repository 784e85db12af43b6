// `import --from`: Slack's history of a channel holds what begins threads, and the answers below only if they are asked for.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("an answer within the time that was asked for is found below a message that is older") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto old = story.slack().say(kCarol, channel, "Errors since 14:02");
    const auto silent = story.slack().say(kCarol, channel, "Nobody goes on here");
    story.slack().reply(kAlice, channel, silent, "Indeed");
    story.advance(hours{3});
    story.slack().reply(kAlice, channel, old, "It is the cache");
    story.slack().say(kBob, channel, "Rolling back");
    story.slack().take_events();
    story.all_was_expected();
    story.advance(seconds{1});
    story.type(kBob, channel, "import --from 1h ago");
    story.tells(kBob, {"2 messages could go"});
    const auto offer = story.slack().ephemerals(kBob).back();
    CHECK_THAT(readable(offer.text, offer.blocks), Contains("alice: It is the cache") && Contains("bob: Rolling back") && !Contains("Errors since") && !Contains("Indeed"));
}

TEST_CASE("a page that Slack no longer knows begins the reading anew, and nothing is offered twice") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    for (int i = 0; i < 250; ++i) story.slack().say(kCarol, channel, "line " + std::to_string(i));
    story.slack().take_events();
    story.all_was_expected();
    story.advance(seconds{1});
    story.type_at_once(kBob, channel, "import --from 2h ago");
    story.advance_a_little();
    story.slack().fail_next("conversations.history", Fault::api_error("invalid_cursor"));
    story.settle();
    story.advance(minutes{5});
    story.tells(kBob, {"250 messages could go"});
    std::size_t candidates = 0;
    story.read([&](const store::Snapshot& view) { candidates = view.tables().imports.of(IncidentNumber(1)).size(); });
    CHECK(candidates == 250);
}
