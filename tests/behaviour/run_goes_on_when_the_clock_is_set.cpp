// The machine's clock jumps while runs are under way: forwards by a day, back by an hour. Nothing is done twice, and nothing that nobody
// agreed to; what people read of it holds no nonsense.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kWaitsThenActs = "  - {id: first, command: {argv: [kubectl, first]}}\n  - {id: pause, wait: {duration: 5m}}\n  - {id: act, command: {argv: [kubectl, act]}}\n";

}  // namespace

TEST_CASE("a clock set back by an hour makes a wait longer, and nothing is done twice") {
    Story story;
    const auto channel = with_work(story, kWaitsThenActs);
    story.type(kCarol, channel, "run work");
    story.advance(minutes{1});
    story.set_clock(-hours{1});
    CHECK(story.commands().lines() == Lines{"kubectl first"});
    story.crash();
    story.advance(hours{1} + minutes{3});
    CHECK(story.commands().lines() == Lines{"kubectl first"});
    story.advance(minutes{2});
    CHECK(story.commands().lines() == Lines{"kubectl first", "kubectl act"});
    CHECK_THAT(story.run_text(1), Contains("succeeded"));
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("a command during which the clock is set back takes no negative time") {
    Story story;
    const auto channel = with_work(story, "  - {id: first, command: {argv: [kubectl, first]}}\n");
    story.commands().hold();
    story.type(kCarol, channel, "run work");
    story.set_clock(-hours{1});
    story.commands().let_go();
    story.settle();
    story.advance(minutes{1});
    CHECK_THAT(story.run_text(1), Contains("succeeded") && Contains("(invalid)") && !Contains("(-"));
    CHECK_THAT(story.type(kCarol, channel, "runs 1"), Contains("(first), invalid"));
    CHECK(story.commands().lines() == Lines{"kubectl first"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("a clock set forwards by a day runs an approval out as denied, and what it was for is not done") {
    Story story;
    const auto channel = with_work(story, "  - {id: ok, approval: {text: \"Really?\"}}\n  - {id: act, command: {argv: [kubectl, act]}}\n", "timeout: 3d\n");
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    story.set_clock(hours{24});
    story.advance(minutes{1});
    CHECK(story.commands().asked().empty());
    CHECK_THAT(story.run_text(1), Contains("failed") && Contains("nobody approved within 15 min"));
    story.says(channel, {"Run 1", "run 1 failed"});
}
