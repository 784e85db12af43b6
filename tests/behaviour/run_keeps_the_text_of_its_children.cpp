// What was approved is what runs, also where it is another runbook: a child has the text that was on the shelf when its parent began, and so
// have the children of the child.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string that_does(const std::string& name, const std::string& word) { return runbook_of(name, "  - {id: act, command: {argv: [kubectl, " + word + "]}}\n"); }

}  // namespace

TEST_CASE("a child that was edited after its parent began runs as it was then") {
    Story story;
    story.shelve("leaf", that_does("leaf", "old"));
    story.shelve("child", runbook_of("child", "  - {id: leaf, runbook: {name: leaf}}\n"));
    const auto channel = with_work(story, "  - {id: ok, approval: {text: \"Really?\"}}\n  - {id: sub, runbook: {name: child}}\n");
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    story.shelve("leaf", that_does("leaf", "new"));
    story.shelve("child", that_does("child", "other"));
    SECTION("in the same process") {}
    SECTION("in the next one, which has never read the old one") { story.restart(); }
    story.type(kBob, channel, "runs 1 approve ok");
    CHECK(story.commands().lines() == Lines{"kubectl old"});
    story.says(channel, {"Run 1", "Run 2", "Run 3", "run 3 succeeded", "run 2 succeeded", "run 1 succeeded"});
}
