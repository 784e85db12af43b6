// Runs of one group do not go on side by side, and no more runs do than the limit says.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kAsksOnce = "  - {id: one, command: {argv: [kubectl, one]}}\n  - {id: ask, manual: {text: \"Well?\"}}\n";

std::string group(const std::string& when_busy, int limit = 1) {
    return "concurrency: {group: deploys, limit: " + std::to_string(limit) + ", when_busy: " + when_busy + "}\n";
}

}  // namespace

TEST_CASE("the second run of a group begins when the first ends, and the third after it") {
    Story story;
    const auto channel = with_work(story, kAsksOnce, group("queue"));
    for (int i = 0; i < 3; ++i) story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines().size() == 1);
    CHECK_THAT(story.run_text(2), Contains("queued"));
    CHECK_THAT(story.type(kCarol, channel, "runs 2 pause not now"), Contains("has not begun"));
    story.crash();
    story.press_run(kCarol, 1, "done ask");
    CHECK(story.commands().lines().size() == 2);
    CHECK_THAT(story.run_text(2), Contains("running"));
    CHECK_THAT(story.run_text(3), Contains("queued"));
    story.type(kCarol, channel, "runs 3 abort not needed");
    CHECK_THAT(story.run_text(3), Contains("aborted"));
    story.press_run(kCarol, 2, "done ask");
    CHECK(story.commands().lines().size() == 2);
    CHECK_THAT(story.run_text(2), Contains("succeeded"));
    story.says(channel, {"Run 1", "Run 2", "Run 3", "run 1 succeeded", "run 3 aborted", "run 2 succeeded"});
}

TEST_CASE("where the file says so, a second run of the group is refused") {
    Story story;
    const auto channel = with_work(story, kAsksOnce, group("reject"));
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.type(kCarol, channel, "run work"), Contains("deploys") && Contains("under way"));
    const auto answer = story.api("POST", "/api/v1/runs", R"({"incident":1,"runbook":"work"})");
    CHECK(answer.status == 409);
    CHECK_THAT(answer.body, Contains("deploys"));
    CHECK(story.count(1, "run_requested") == 1);
    story.press_run(kCarol, 1, "done ask");
    story.type(kCarol, channel, "run work");
    CHECK(story.count(1, "run_requested") == 2);
    story.says(channel, {"Run 1", "run 1 succeeded", "Run 2"});
}

TEST_CASE("a group has as many places as its file says") {
    Story story;
    const auto channel = with_work(story, kAsksOnce, group("queue", 2));
    for (int i = 0; i < 3; ++i) story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines().size() == 2);
    CHECK_THAT(story.run_text(3), Contains("queued"));
    story.press_run(kCarol, 2, "done ask");
    CHECK(story.commands().lines().size() == 3);
    CHECK_THAT(story.run_text(3), Contains("running"));
    story.shelve("work", runbook_of("work", kAsksOnce, group("reject", 2)));
    CHECK_THAT(story.type(kCarol, channel, "run work"), Contains("deploys") && Contains("under way"));
    story.says(channel, {"Run 1", "Run 2", "Run 3", "run 2 succeeded"});
}

TEST_CASE("no more runs go on at once than the limit says") {
    Story story([](auto& settings) { settings.runs_at_once = 1; });
    const auto channel = with_work(story, kAsksOnce);
    story.type(kCarol, channel, "run work");
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.run_text(2), Contains("queued"));
    CHECK(story.commands().lines().size() == 1);
    story.type(kCarol, channel, "runs 1 abort enough");
    CHECK_THAT(story.run_text(2), Contains("running"));
    CHECK(story.commands().lines().size() == 2);
    story.says(channel, {"Run 1", "Run 2", "run 1 aborted"});
}
