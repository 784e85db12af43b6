// A run does not end with its incident; whoever ends the incident reads what still goes on, what it waits for and how to end it.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("who resolves reads which run waits for what and how to abort it, and it goes on") {
    Story story;
    const auto channel = with_work(story, "  - {id: hand, manual: {text: \"Turn the key\"}}\n  - {id: act, command: {argv: [kubectl, act]}}\n");
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.type(kCarol, channel, "resolve it works again"),
               Contains("Run 1 (work) is running and waits for an answer to `hand`; it goes on. `runs 1 abort REASON` ends it."));
    story.press_run(kCarol, 1, "done hand");
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    story.says(channel, {"Run 1", "it works again", "run 1 succeeded"});
    story.says(kUpdates, {"Resolved"});
}

TEST_CASE("a run that is over is not named") {
    Story story;
    const auto channel = with_work(story, "  - {id: act, command: {argv: [kubectl, act]}}\n");
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.type(kCarol, channel, "resolve it works again"), !Contains("Run 1"));
    story.says(channel, {"Run 1", "run 1 succeeded", "it works again"});
    story.says(kUpdates, {"Resolved"});
}

TEST_CASE("a run of a closed incident is shown, answered and aborted from everywhere, and ends in time") {
    Story story;
    const auto channel = with_work(story, "  - {id: hand, manual: {text: \"Turn the key\"}}\n  - {id: act, command: {argv: [kubectl, act]}}\n", "timeout: 30m");
    story.type(kCarol, channel, "run work");
    story.type(kCarol, channel, "run work");
    story.type(kCarol, channel, "resolve it works again");
    CHECK_THAT(story.type(kCarol, channel, "close"), Contains("Run 1 (work) is running") && Contains("Run 2 (work) is running"));
    CHECK_THAT(story.type(kCarol, kGeneral, "runs 1"), Contains("hand"));
    CHECK_THAT(story.type(kCarol, kGeneral, "runs 1 abort it is over"), Contains("aborted"));
    story.advance(minutes{31});
    CHECK_THAT(story.type(kCarol, kGeneral, "runs 2"), Contains("failed") && Contains("not done within 30"));
    CHECK(story.commands().asked().empty());
    story.says(channel, {"Run 1", "Run 2", "it works again", "closed"});
    story.says(kUpdates, {"Resolved"});
}

TEST_CASE("who cancels reads it too") {
    Story story;
    const auto channel = with_work(story, "  - {id: hand, manual: {text: \"Turn the key\"}}\n");
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.type(kCarol, channel, "cancel a false alarm"), Contains("Run 1 (work) is running and waits for an answer to `hand`"));
    story.says(channel, {"Run 1", "a false alarm"});
}
