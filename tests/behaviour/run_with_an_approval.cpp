// A runbook runs in the incident's channel: one message shows every step, an approval waits for somebody else than the starter,
// the rest follows, and the timeline has all of it.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a run goes on to its approval, waits for somebody else than its starter, and ends") {
    Story story;
    const auto channel = up_to_approval(story);
    CHECK_THAT(story.run_text(1), Contains("✓ Find the running revision") && Contains("Roll back checkout from 41?") && Contains("running"));
    // Whoever presses is asked once more, in the words of the question.
    CHECK_THAT(story.run_message(1).blocks, Contains("Roll back checkout from 41? The run goes on."));
    CHECK(story.commands().lines() == std::vector<std::string>{"kubectl -n prod get deployment -- checkout"});
    story.press_run(kCarol, 1, "approve ok");
    story.tells(kCarol, {"takes operator access"});
    story.press_run(kBob, 1, "approve ok");
    CHECK(story.commands().lines().back() == "kubectl -n prod rollout undo deployment/checkout");
    CHECK_THAT(story.run_text(1), Contains("succeeded") && Contains("✓ Say so"));
    CHECK(story.incident(1).status == tocsin::Status::monitoring);
    story.says(channel, {"monitoring", "run 1 succeeded", "What `undo` printed"});
    for (const char* kind : {"run_requested", "run_started", "step_asked", "step_answered", "run_finished"}) CHECK(story.count(1, kind) == 1);
    CHECK(story.count(1, "step_finished") == 4);
    CHECK(story.count(1, "denied") == 1);
}
