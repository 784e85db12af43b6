// The program is killed at some point of a run: what was finished is not done again, and the run ends as if nothing had happened.
#include <algorithm>

#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

enum class Killed { never, before_start, during_command, between_steps, while_asking, before_undoing, while_undoing };

constexpr const char* kWholeRun = R"y(
  - {id: one, command: {argv: [kubectl, one]}, idempotent: true, compensate: {auto: false, command: {argv: [kubectl, undo]}}}
  - {id: pause, wait: {duration: 1m}}
  - {id: ok, approval: {quorum: 1, text: "Really?"}}
  - {id: breaks, command: {argv: [kubectl, breaks]}}
  - {id: sorry, if: "failure()", command: {argv: [kubectl, sorry]}}
)y";

/// Up to the approval.
void begin_killed(Story& story, const std::string& channel, Killed when) {
    if (when == Killed::during_command) story.commands().hold();
    if (when == Killed::before_start) {
        story.type_at_once(kCarol, channel, "run work");
        CHECK(story.commands().asked().empty());
        story.crash();
    } else {
        story.type(kCarol, channel, "run work");
    }
    if (when == Killed::during_command || when == Killed::between_steps) story.crash();
    story.commands().let_go();
    story.settle();
    story.advance(minutes{1} + seconds{5});
    if (when == Killed::while_asking) story.crash();
}

void end_killed(Story& story, const std::string& channel, Killed when) {
    story.press_run(kBob, 1, "approve ok");
    if (when == Killed::before_undoing) story.crash();
    if (when == Killed::while_undoing) story.commands().hold();
    story.press_run(kCarol, 1, "undo one.compensate");
    if (when != Killed::while_undoing) return;
    story.crash();
    story.commands().let_go();
    CHECK_THAT(story.run_text(1), Contains("nobody knows what came of it"));
    story.type(kCarol, channel, "runs 1 mark-done one.compensate looked at it");
}

}  // namespace

TEST_CASE("a run ends the same wherever the program is killed") {
    const auto when = GENERATE(Killed::never, Killed::before_start, Killed::during_command, Killed::between_steps, Killed::while_asking, Killed::before_undoing,
                               Killed::while_undoing);
    CAPTURE(static_cast<int>(when));
    Story story;
    const auto channel = with_work(story, kWholeRun);
    fail_at(story, "breaks");
    begin_killed(story, channel, when);
    end_killed(story, channel, when);

    Lines expected{"kubectl one", "kubectl breaks", "kubectl sorry", "kubectl undo"};
    if (when == Killed::during_command) expected.insert(expected.begin(), "kubectl one");
    CHECK(story.commands().lines() == expected);
    CHECK_THAT(story.run_text(1), Contains("Run 1 · failed") && Contains("breaks failed: exit code 1") && Contains("✓ one") && Contains("✓ Undo: one") && Contains("✓ sorry"));
    CHECK(story.count(1, "step_finished") == 6);
    CHECK(story.count(1, "run_finished") == 1);
    story.says(channel, {"Run 1", "run 1 failed"});
    story.says(story.direct(kBob), {"approved by bob"});
}
