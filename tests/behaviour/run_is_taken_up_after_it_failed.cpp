// A run that failed is taken up again where it failed: the step is tried once more or passed over, what was done stays done, and what was
// never reached goes on with the text and the parameters that the run began with. Not one of which something was undone.
#include "tests/support/run_buttons.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kThreeInARow = R"y(
  - {id: first, command: {argv: [kubectl, first]}}
  - {id: second, command: {argv: [kubectl, second]}}
  - {id: third, command: {argv: [kubectl, third]}}
)y";
constexpr const char* kTellsOfFailure = R"y(
  - id: tell
    if: "failure()"
    command: {argv: [kubectl, tell]}
)y";
const Lines kUpToSecond{"kubectl first", "kubectl second"};

std::string failed_at_second(Story& story, const std::string& steps, const std::string& head = {}) {
    const auto channel = with_work(story, steps, head);
    fail_at(story, "second");
    story.type(kCarol, channel, "run work");
    fail_at(story, {});
    return channel;
}

}  // namespace

TEST_CASE("a step of a run that failed is tried again, and what was never reached goes on") {
    Story story;
    const auto channel = failed_at_second(story, kThreeInARow);
    CHECK(story.commands().lines() == kUpToSecond);
    CHECK(story.incident(1).runs.front().phase == tocsin::RunPhase::failed);
    story.says(channel, {"Run 1", "run 1 failed"});
    story.shelve("work", runbook_of("work", "  - {id: other, command: {argv: [kubectl, other]}}\n"));

    SECTION("typed") { story.type(kCarol, channel, "runs 1 retry"); }
    SECTION("pressed, hours later") {
        story.advance(minutes{300});
        story.press_run(kCarol, 1, "retry second");
    }
    SECTION("by the next process") {
        story.crash();
        story.type(kCarol, channel, "runs 1 retry second");
    }
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl second", "kubectl third"}));
    CHECK_THAT(story.run_text(1), Contains("succeeded"));
    CHECK(story.incident(1).runs.front().phase == tocsin::RunPhase::succeeded);
    CHECK_FALSE(find_run_button(story.slack(), channel, "1 retry second"));
    story.says(channel, {"run 1 succeeded"});
}

TEST_CASE("a step of a run that failed is passed over with a reason") {
    Story story;
    const auto channel = failed_at_second(story, kThreeInARow);
    CHECK_THAT(story.type(kCarol, channel, "runs 1 skip second"), Contains("needs a reason"));
    story.type(kCarol, channel, "runs 1 skip second done by hand");
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl third"}));
    story.says(channel, {"Run 1", "run 1 failed", "run 1 succeeded"});
}

TEST_CASE("what ran because of the failure neither runs again nor is undone") {
    Story story;
    const auto channel = failed_at_second(story, std::string(kThreeInARow) + kTellsOfFailure);
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl tell"}));
    story.type(kCarol, channel, "runs 1 retry second");
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl tell", "kubectl second", "kubectl third"}));
    story.says(channel, {"Run 1", "run 1 failed", "run 1 succeeded"});
}

TEST_CASE("it fails again and is taken up again, and its time is counted anew") {
    Story story;
    const auto channel = failed_at_second(story, kThreeInARow, "timeout: 10m\n");
    story.advance(minutes{11});
    fail_at(story, "second");
    story.type(kCarol, channel, "runs 1 retry second");
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl second"}));
    fail_at(story, {});
    story.type(kCarol, channel, "runs 1 retry second");
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl second", "kubectl second", "kubectl third"}));
    story.says(channel, {"Run 1", "run 1 failed", "run 1 failed", "run 1 succeeded"});
}

TEST_CASE("while it asks what to undo it can be taken up; once something was undone it cannot") {
    Story story;
    const auto channel = failed_at_second(story, "  - {id: first, command: {argv: [kubectl, first]}, compensate: {auto: false, command: {argv: [kubectl, undo]}}}\n"
                                                 "  - {id: second, command: {argv: [kubectl, second]}}\n");
    CHECK_THAT(story.run_text(1), Contains("Undo first?"));
    fail_at(story, "second");
    story.type(kCarol, channel, "runs 1 retry second");
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl second"}));
    CHECK_THAT(story.run_text(1), Contains("Undo first?"));
    story.type(kCarol, channel, "runs 1 undo first");
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl second", "kubectl undo"}));
    CHECK_THAT(story.type(kCarol, channel, "runs 1 retry second"), Contains("is over") && Contains("undone"));
    story.says(channel, {"Run 1", "run 1 failed"});
}

TEST_CASE("it waits for its group, and one that was aborted meanwhile does not begin") {
    Story story;
    const auto channel = failed_at_second(story, kThreeInARow, "concurrency: {group: one, when_busy: queue}\n");
    story.shelve("other", runbook_of("other", "  - {id: hand, manual: {text: Wait}}\n", "concurrency: {group: one, when_busy: queue}\n"));
    story.type(kCarol, channel, "run other");
    CHECK_THAT(story.type(kCarol, channel, "runs 1 retry second"), Contains("queued"));
    CHECK(story.commands().lines() == kUpToSecond);
    SECTION("its turn comes") {
        story.type(kCarol, channel, "runs 2 done hand");
        CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl second", "kubectl third"}));
        story.says(channel, {"Run 1", "run 1 failed", "Run 2", "run 2 succeeded", "run 1 succeeded"});
    }
    SECTION("it is aborted") {
        story.type(kCarol, channel, "runs 1 abort we wait for the vendor");
        story.type(kCarol, channel, "runs 2 done hand");
        CHECK(story.commands().lines() == kUpToSecond);
        story.says(channel, {"Run 1", "run 1 failed", "Run 2", "run 1 aborted", "run 2 succeeded"});
    }
}

TEST_CASE("a child run is taken up through its parent") {
    Story story;
    story.shelve("child", runbook_of("child", kThreeInARow));
    const auto channel = failed_at_second(story, "  - {id: sub, runbook: {name: child}}\n");
    CHECK_THAT(story.type(kCarol, channel, "runs 2 retry second"), Contains("belongs to run 1") && Contains("runs 1 retry sub"));
    story.type(kCarol, channel, "runs 1 retry sub");
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl first", "kubectl second", "kubectl third"}));
    story.says(channel, {"Run 1", "Run 2", "run 2 failed", "run 1 failed", "Run 3", "run 3 succeeded", "run 1 succeeded"});
}

TEST_CASE("a day later it is not taken up: what was approved then says nothing of today") {
    Story story;
    const auto channel = failed_at_second(story, kThreeInARow);
    story.says(channel, {"Run 1", "run 1 failed"});
    story.advance(minutes{24 * 60 - 1});
    fail_at(story, "second");
    story.type(kCarol, channel, "runs 1 retry second");
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl second"}));
    story.says(channel, {"run 1 failed"});
    story.advance(minutes{24 * 60});
    CHECK_THAT(story.type(kCarol, channel, "runs 1 retry second"), Contains("is over") && Contains("more than a day ago"));
    CHECK(story.commands().lines() == then(kUpToSecond, {"kubectl second"}));
}
