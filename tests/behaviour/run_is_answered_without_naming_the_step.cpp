// `runs 1 approve` without a step: enough where one step can be meant, a question where several can, and never a guess.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kAsks = "  - {id: ok, approval: {text: \"Really?\"}}\n  - {id: act, command: {argv: [kubectl, act]}}\n";
constexpr const char* kTwoAsk = R"y(
  - id: both
    parallel:
      - {id: left, manual: {text: "Left?"}}
      - {id: right, manual: {text: "Right?"}}
)y";

/// The note of the newest answer on the timeline.
std::string newest_note(Story& story) {
    std::string out;
    for (const auto& event : story.timeline(1))
        if (const auto* answered = std::get_if<tocsin::event::StepAnswered>(&event.body)) out = answered->step.value + ": " + answered->note;
    return out;
}

}  // namespace

TEST_CASE("where one step asks, it need not be named") {
    Story story;
    const auto channel = with_work(story, kAsks);
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    CHECK_THAT(story.type(kBob, channel, "runs 1 approve"), Contains("Run 1"));
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    CHECK_THAT(story.type(kBob, channel, "runs 1 approve"), Contains("is over"));
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("an approval is not given to a step that the words do not name") {
    Story story;
    const auto channel = with_work(story, kAsks);
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    CHECK_THAT(story.type(kBob, channel, "runs 1 approve okk"), Contains("no step `okk`; did you mean `ok`?") && Contains("runs 1 approve ok"));
    CHECK_THAT(story.type(kBob, channel, "runs 1 approve looks good"), Contains("no step `looks`") && Contains("runs 1 approve ok"));
    CHECK_THAT(story.type(kBob, channel, "runs 1 break-glass nobody else is awake"), Contains("no step `nobody`") && Contains("runs 1 break-glass ok REASON"));
    CHECK_THAT(story.type(kBob, channel, "runs 1 deny okk it is the database"), Contains("did you mean `ok`?"));
    CHECK_THAT(story.type(kBob, channel, "runs 1 retry"), Contains("Nothing in run 1 can be answered with `retry` now"));
    CHECK(story.count(1, "step_answered") == 0);
    CHECK_THAT(story.type(kBob, channel, "runs 1 deny"), Contains("needs a reason"));
    CHECK_THAT(story.type(kBob, channel, "runs 1 deny ok"), Contains("needs a reason"));
    story.type(kBob, channel, "runs 1 deny INC-41 is the database");
    CHECK(newest_note(story) == "ok: INC-41 is the database");
    story.says(channel, {"Run 1", "run 1 failed"});
}

TEST_CASE("where several ask they are listed, and nothing is done") {
    Story story;
    const auto channel = with_work(story, kTwoAsk);
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.type(kCarol, channel, "runs 1 done"), Contains("2 steps") && Contains("`runs 1 done left`, `runs 1 done right`"));
    CHECK_THAT(story.type(kCarol, channel, "runs 1 skip the cluster is gone"), Contains("runs 1 skip left REASON"));
    CHECK(story.count(1, "step_answered") == 0);
    story.type(kCarol, channel, "runs 1 done left");
    story.type(kCarol, channel, "runs 1 done Looked at the dashboards");
    CHECK(newest_note(story) == "right: Looked at the dashboards");
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("the one step that failed is tried again without being named") {
    Story story;
    const auto channel = with_work(story, "  - {id: break, command: {argv: [kubectl, break]}}\n  - {id: more, if: \"always()\", manual: {text: \"More?\"}}\n");
    fail_at(story, "break");
    story.type(kCarol, channel, "run work");
    fail_at(story, {});
    story.type(kCarol, channel, "runs 1 retry");
    CHECK(story.commands().lines() == Lines{"kubectl break", "kubectl break"});
    story.type(kCarol, channel, "runs 1 done");
    CHECK_THAT(story.run_text(1), Contains("succeeded"));
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("where one run goes on, it need not be named") {
    Story story;
    const auto channel = with_work(story, kAsks);
    CHECK_THAT(story.type(kBob, channel, "runs approve"), Contains("No runbook is running here"));
    story.type(kCarol, channel, "run work");
    story.says(story.direct(kBob), {"your answer is asked for"});
    CHECK_THAT(story.type(kBob, channel, "runs deny"), Contains("needs a reason"));
    CHECK_THAT(story.type(kBob, channel, "runs approve"), Contains("Run 1"));
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    CHECK_THAT(story.type(kBob, channel, "runs abort too late"), Contains("No runbook is running here"));
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("where several runs go on, which one is asked, and none is touched") {
    Story story;
    const auto channel = with_work(story, "  - {id: look, manual: {text: \"Look\"}}\n");
    story.type(kCarol, channel, "run work");
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.type(kCarol, channel, "runs done looked"), Contains("2 runbooks are running here") && Contains("`runs 2 done` (work, running), `runs 1 done` (work, running)"));
    CHECK(story.count(1, "step_answered") == 0);
    story.says(channel, {"Run 1", "Run 2"});
}
