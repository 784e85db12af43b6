// Branches and rounds side by side, failures in them, what runs after a failure, retries under the clock, and time that runs out.
#include <algorithm>

#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kSideBySide = R"y(
  - id: both
    parallel:
      - {id: left, command: {argv: [kubectl, left]}}
      - {id: right, command: {argv: [kubectl, right]}}
  - {id: after, command: {argv: [kubectl, after]}}
  - {id: sorry, if: "failure()", command: {argv: [kubectl, sorry]}}
  - {id: sweep, if: "always()", command: {argv: [kubectl, sweep]}}
)y";

/// Every attempt fails and is noted: seconds from now.
void note_attempts(Story& story, std::vector<long long>& at) {
    const auto begin = story.now();
    story.commands().answer([&story, begin, &at](const auto&) {
        at.push_back(std::chrono::duration_cast<seconds>(story.now() - begin).count());
        return ScriptedCommands::exited(3);
    });
}

}  // namespace

TEST_CASE("branches are under way at the same time, and what follows waits for all of them") {
    Story story;
    const auto channel = with_work(story, kSideBySide);
    story.commands().hold();
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == Lines{"kubectl left", "kubectl right"});
    CHECK(story.commands().under_way() == 2);
    CHECK_THAT(story.run_text(1), Contains("left") && Contains("right") && Contains("running"));
    story.commands().let_go();
    story.settle();
    CHECK(story.commands().lines() == Lines{"kubectl left", "kubectl right", "kubectl after", "kubectl sweep"});
    CHECK_THAT(story.run_text(1), Contains("succeeded"));
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("a branch that fails stops what follows, but what asks after a failure runs") {
    Story story;
    const auto channel = with_work(story, kSideBySide);
    fail_at(story, "left");
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == Lines{"kubectl left", "kubectl right", "kubectl sorry", "kubectl sweep"});
    CHECK_THAT(story.run_text(1), Contains("failed") && Contains("left failed: exit code 1"));
    story.says(channel, {"Run 1", "run 1 failed"});
}

TEST_CASE("a step that may fail stops nothing") {
    Story story;
    const auto channel = with_work(story, R"y(
  - {id: one, on_error: continue, command: {argv: [kubectl, one]}}
  - {id: two, command: {argv: [kubectl, two]}}
)y");
    fail_at(story, "one");
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == Lines{"kubectl one", "kubectl two"});
    CHECK_THAT(story.run_text(1), Contains("succeeded") && Contains("exit code 1"));
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("what a step exited with decides what follows, also after a failure and where its output is not as declared") {
    Story story;
    const auto channel = with_work(story, R"y(
  - {id: ask, on_error: continue, command: {argv: [kubectl, ask]}, outputs: {name: {json: /name}}}
  - {id: three, if: "steps.ask.exit == 3", command: {argv: [kubectl, "was-{{steps.ask.exit}}", "{{steps.ask.outcome}}"]}}
  - {id: none, if: "steps.ask.exit == 0", command: {argv: [kubectl, "was-{{steps.ask.exit}}", "{{steps.ask.outcome}}"]}}
)y");
    const int code = GENERATE(0, 3);
    story.commands().answer([code](const auto& request) { return request.arguments[0] == "ask" ? ScriptedCommands::exited(code) : in_silence(); });
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == Lines{"kubectl ask", "kubectl was-" + std::to_string(code) + " failure"});
    CHECK_THAT(story.run_text(1), Contains("succeeded") && Contains(code == 0 ? "no JSON" : "exit code 3"));
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("what a command printed too much of is shown from both ends, with the count of what is missing") {
    Story story;
    const auto channel = with_work(story, "  - {id: flood, command: {argv: [kubectl, flood]}}\n");
    story.commands().answer([](const auto&) {
        auto result = ScriptedCommands::printed("the beginning");
        result.out.tail = "the end";
        result.out.dropped = std::uint64_t{1} << 30;
        return result;
    });
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.type(kCarol, channel, "runs 1"), Contains("the beginning … 1073741824 bytes left out … the end"));
    story.says(channel, {"Run 1", "run 1 succeeded", "… 1073741824 bytes left out …"});
}

TEST_CASE("no more rounds are under way than the file allows, and each has its own item") {
    Story story;
    const auto channel = with_work(story, R"y(
  - id: drain
    foreach:
      items: "{{nodes}}"
      max_parallel: 2
      steps:
        - {id: cordon, command: {argv: [kubectl, cordon, "{{item}}"]}}
        - {id: empty, command: {argv: [kubectl, drain, "{{item}}"]}}
)y", "parameters:\n  nodes: {type: list, required: true}\n");
    story.commands().hold();
    story.type(kCarol, channel, "run work nodes=a,b,c");
    CHECK(story.commands().lines() == Lines{"kubectl cordon a", "kubectl cordon b"});
    SECTION("all goes well") {
        story.commands().let_go();
        story.settle();
        auto lines = story.commands().lines();
        std::ranges::sort(lines);
        CHECK(lines == Lines{"kubectl cordon a", "kubectl cordon b", "kubectl cordon c", "kubectl drain a", "kubectl drain b", "kubectl drain c"});
        CHECK_THAT(story.run_text(1), Contains("cordon[2]") && Contains("succeeded"));
        story.says(channel, {"Run 1", "run 1 succeeded"});
    }
    SECTION("one fails") {
        story.commands().answer([](const auto& request) { return request.arguments.front() == "cordon" && request.arguments.back() == "b" ? ScriptedCommands::exited(1) : in_silence(); });
        story.commands().let_go();
        story.settle();
        for (const char* never : {"kubectl cordon c", "kubectl drain b"}) CHECK(std::ranges::count(story.commands().lines(), never) == 0);
        CHECK_THAT(story.run_text(1), Contains("failed") && Contains("cordon[1]"));
        story.says(channel, {"Run 1", "run 1 failed"});
    }
}

TEST_CASE("a failed step is tried again after longer and longer, and no more often than the file says") {
    Story story;
    const auto channel = with_work(story, "  - {id: flaky, command: {argv: [kubectl, flaky]}, retry: {attempts: 4, initial: 10s, factor: 3, cap: 40s}, then_page: {target: \"policy:nobody\"}}\n");
    std::vector<long long> at;
    note_attempts(story, at);
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().asked().size() == 1);
    story.advance(seconds{1});
    CHECK(story.commands().asked().size() == 1);
    story.advance(minutes{5});
    REQUIRE(at.size() == 4);
    CHECK(at[1] - at[0] == 10);
    CHECK(at[2] - at[1] == 30);
    CHECK(at[3] - at[2] == 40);
    CHECK_THAT(story.run_text(1), Contains("attempt 4 of 4") && Contains("failed"));
    story.says(channel, {"Run 1", "page to policy:nobody", "run 1 failed"});
}

TEST_CASE("an exit code that no repetition can help is not tried again, and a crash does not begin the attempts anew") {
    Story story;
    const auto channel = with_work(story, "  - {id: flaky, command: {argv: [kubectl, flaky]}, retry: {attempts: 3, initial: 30s, unless_exit: [2]}}\n");
    story.commands().answer([](const auto&) { return ScriptedCommands::exited(1); });
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().asked().size() == 1);
    story.crash();
    CHECK(story.commands().asked().size() == 1);
    story.commands().answer([](const auto&) { return ScriptedCommands::exited(2); });
    story.advance(minutes{2});
    CHECK(story.commands().asked().size() == 2);
    CHECK_THAT(story.run_text(1), Contains("exit code 2") && Contains("failed"));
    story.says(channel, {"Run 1", "run 1 failed"});
}

TEST_CASE("a run whose time is over ends as failed, says so, and cleans up") {
    Story story;
    const auto channel = with_work(story, R"y(
  - {id: long, manual: {text: "Is it over?"}}
  - {id: after, command: {argv: [kubectl, after]}}
  - {id: sweep, if: "always()", command: {argv: [kubectl, sweep]}}
)y", "timeout: 10m\n");
    story.type(kCarol, channel, "run work");
    story.advance(minutes{9});
    CHECK_THAT(story.run_text(1), Contains("running"));
    story.advance(minutes{2});
    CHECK(story.commands().lines() == Lines{"kubectl sweep"});
    CHECK_THAT(story.run_text(1), Contains("failed") && Contains("not done within 10 min"));
    story.says(channel, {"Run 1", "run 1 failed"});
}

TEST_CASE("a command that is given its time learns how much the run has left") {
    Story story;
    const auto channel = with_work(story, "  - {id: wait, wait: {duration: 8m}}\n  - {id: one, command: {argv: [kubectl, one]}}\n", "timeout: 10m\n");
    story.type(kCarol, channel, "run work");
    story.advance(minutes{9});
    REQUIRE(story.commands().asked().size() == 1);
    CHECK(story.commands().asked()[0].timeout <= minutes{2});
    CHECK(story.commands().asked()[0].timeout > minutes{1});
    story.says(channel, {"Run 1", "run 1 succeeded"});
}
