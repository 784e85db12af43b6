// What a run did is undone after a failure or an abort: the newest first, when a person agrees, or by itself where the file says so.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string undoing(const std::string& automatic) {
    std::string out;
    for (const std::string name : {"first", "second"})
        out += "  - {id: " + name + ", command: {argv: [kubectl, " + name + "]}, compensate: {auto: " + automatic + ", command: {argv: [kubectl, undo, " + name + "]}}}\n";
    return out;
}

const std::string kBreaks = "  - {id: breaks, command: {argv: [kubectl, breaks]}}\n";
const Lines kDone{"kubectl first", "kubectl second", "kubectl breaks"};

}  // namespace

TEST_CASE("after a failure people are asked about each thing that was done, and the newest is undone first") {
    Story story;
    const auto channel = with_work(story, undoing("false") + kBreaks);
    fail_at(story, "breaks");
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == kDone);
    CHECK_THAT(story.run_text(1), Contains("compensating") && Contains("Undo first?") && Contains("Undo second?"));

    SECTION("both") {
        story.press_run(kCarol, 1, "undo first.compensate");
        CHECK(story.commands().lines() == kDone);
        story.crash();
        story.press_run(kCarol, 1, "undo second.compensate");
        CHECK(story.commands().lines() == then(kDone, {"kubectl undo second", "kubectl undo first"}));
        CHECK(story.commands().asked()[4].idempotency_key != story.commands().asked()[0].idempotency_key);
    }
    SECTION("one is left") {
        story.press_run(kCarol, 1, "leave second.compensate");
        story.press_run(kCarol, 1, "undo first.compensate");
        CHECK(story.commands().lines() == then(kDone, {"kubectl undo first"}));
    }
    CHECK_THAT(story.run_text(1), Contains("failed") && Contains("breaks failed: exit code 1"));
    story.says(channel, {"Run 1", "run 1 failed"});
}

TEST_CASE("after an abort people are asked too, and the run ends as aborted") {
    Story story;
    const auto channel = with_work(story, undoing("false") + "  - {id: ask, manual: {text: \"Well?\"}}\n");
    story.type(kCarol, channel, "run work");
    story.press_run(kCarol, 1, "abort");
    CHECK_THAT(story.run_text(1), Contains("compensating") && Contains("Undo second?"));
    story.press_run(kCarol, 1, "undo second.compensate");
    story.press_run(kCarol, 1, "leave first.compensate");
    CHECK(story.commands().lines() == Lines{"kubectl first", "kubectl second", "kubectl undo second"});
    CHECK_THAT(story.run_text(1), Contains("aborted"));
    story.says(channel, {"Run 1", "run 1 aborted"});
}

TEST_CASE("what the file says is undone by itself is undone without asking, and all are tried") {
    Story story;
    const auto channel = with_work(story, undoing("true") + kBreaks);
    story.commands().answer([](const auto& request) {
        const bool undo_second = request.arguments == Lines{"undo", "second"};
        return undo_second || request.arguments.back() == "breaks" ? ScriptedCommands::exited(1) : in_silence();
    });
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == then(kDone, {"kubectl undo second", "kubectl undo first"}));
    CHECK(story.count(1, "step_asked") == 0);
    CHECK_THAT(story.run_text(1), Contains("failed") && Contains("could not be undone: second"));
    story.says(channel, {"Run 1", "run 1 failed"});
}

TEST_CASE("nothing is undone when all went well") {
    Story story;
    const auto channel = with_work(story, undoing("true"));
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == Lines{"kubectl first", "kubectl second"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("a run that asks what to undo gives its place back, keeps its group for a day, and then ends") {
    Story story([](auto& settings) { settings.runs_at_once = 1; });
    const auto channel = with_work(story, undoing("false") + kBreaks, "concurrency: {group: deploys}\n");
    story.shelve("other", runbook_of("other", "  - {id: look, command: {argv: [kubectl, look]}}\n"));
    fail_at(story, "breaks");
    story.type(kCarol, channel, "run work");
    story.type(kCarol, channel, "run other");
    CHECK(story.commands().lines() == then(kDone, {"kubectl look"}));
    CHECK_THAT(story.type(kCarol, channel, "run work"), Contains("is queued and waits for run 1 of the group `deploys`"));
    CHECK_THAT(story.type(kCarol, channel, "runs 3"), Contains("It is queued and waits for run 1"));
    CHECK_THAT(story.type(kCarol, channel, "resolve it is over"), Contains("what nobody answers within a day is left") && Contains("`runs 1 leave STEP`"));
    story.advance(hours{24});
    CHECK_THAT(story.run_text(1), Contains("failed") && Contains("nobody answered within 1 d"));
    CHECK(story.commands().lines() == then(then(kDone, {"kubectl look"}), kDone));
    story.all_was_expected();
}
