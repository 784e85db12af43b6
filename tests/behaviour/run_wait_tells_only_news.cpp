// A condition that is tried every ten seconds does not fill the thread: the first try, one that fails otherwise, and the last are shown.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kWaits = "  - {id: healthy, wait: {until: {command: {argv: [kubectl, probe]}}, every: 10s, at_most: 5m}}\n";

/// Fails so often with 1, then so often with 2, then succeeds; what it prints is never the same.
void answers(Story& story, int ones, int twos) {
    story.commands().answer([&story, ones, twos](const auto&) {
        const int tries = static_cast<int>(story.commands().asked().size());
        auto out = ScriptedCommands::printed("seen at try " + std::to_string(tries));
        out.code = tries <= ones ? 1 : tries <= ones + twos ? 2 : 0;
        return out;
    });
}

}  // namespace

TEST_CASE("of many tries the first, the change and the last are shown, with their number") {
    Story story;
    const auto channel = with_work(story, kWaits);
    answers(story, 4, 2);
    story.type(kCarol, channel, "run work");
    story.advance(seconds{35});
    CHECK_THAT(story.run_text(1), Contains("` try ") && !Contains("of 1"));
    story.advance(minutes{1});
    CHECK(story.commands().asked().size() == 7);
    CHECK_THAT(story.type(kCarol, channel, "runs 1"), Contains("try 7") && Contains("seen at try 7"));
    story.says(channel, {"Run 1", "What `healthy`, try 1, printed:\n`seen at try 1`", "What `healthy`, try 5, printed:\n`seen at try 5`", "run 1 succeeded",
                         "What `healthy`, at the last of 7 tries, printed:\n`seen at try 7`"});
}

TEST_CASE("a condition that never holds shows its first and its last try, also across a crash") {
    Story story;
    const auto channel = with_work(story, "  - {id: healthy, wait: {until: {command: {argv: [kubectl, probe]}}, every: 10s, at_most: 45s}}\n");
    answers(story, 100, 0);
    story.type(kCarol, channel, "run work");
    story.advance(seconds{15});
    story.crash();
    story.advance(minutes{2});
    CHECK_THAT(story.run_text(1), Contains("failed"));
    story.says(channel, {"Run 1", "What `healthy`, try 1, printed", "run 1 failed", "What `healthy`, at the last of 5 tries, printed"});
}

TEST_CASE("a condition that holds at once is one try") {
    Story story;
    const auto channel = with_work(story, kWaits);
    answers(story, 0, 0);
    story.type(kCarol, channel, "run work");
    story.says(channel, {"Run 1", "run 1 succeeded", "What `healthy`, at the last of 1 try, printed"});
}

TEST_CASE("every attempt of a command is shown, as before") {
    Story story;
    const auto channel = with_work(story, "  - {id: act, command: {argv: [kubectl, act]}, retry: {attempts: 3, initial: 1s}}\n");
    answers(story, 2, 0);
    story.type(kCarol, channel, "run work");
    story.advance(seconds{30});
    story.says(channel, {"Run 1", "What `act` printed", "What `act`, attempt 2 printed", "run 1 succeeded", "What `act`, attempt 3 printed"});
}
