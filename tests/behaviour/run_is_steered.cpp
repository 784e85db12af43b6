// Pause, abort, skip, retry; an approval that runs out, that nobody answers, that one breaks the glass for; who may not; a dry run.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a dry run says what would happen and runs nothing") {
    Story story;
    const auto channel = with_rollback(story);
    CHECK_THAT(story.type(kCarol, channel, "run rollback deployment=checkout --dry-run"),
               Contains("Nothing is run") && Contains("kubectl") && Contains("checkout") && Contains("steps.current.revision"));
    CHECK(story.commands().asked().empty());
    CHECK(story.count(1, "run_requested") == 0);
}

TEST_CASE("a dry run looks into the runbooks that would be started") {
    Story story;
    story.shelve("leaf", runbook_of("leaf", "  - {id: act, command: {argv: [kubectl, act, \"{{word}}\"]}}\n", "parameters: {word: {type: string, required: true}}\n"));
    const auto channel = with_work(story, "  - {id: sub, runbook: {name: leaf, parameters: {word: \"{{title}}\"}}}\n");
    CHECK_THAT(story.type(kCarol, channel, "run work --dry-run"), Contains("kubectl act \"Checkout is failing\"") && Contains("leaf (edition "));
    CHECK(story.commands().asked().empty());
}

TEST_CASE("what is missing or does not fit is asked for by name, and nothing begins") {
    Story story;
    const auto channel = with_rollback(story);
    story.type(kCarol, channel, "run rollback");
    CHECK_THAT(story.form_text(kCarol), Contains("deployment"));
    CHECK_THAT(story.command(R"({"text":"run rollback","incident":1})").body, Contains("`deployment` is required"));
    CHECK_THAT(story.type(kCarol, channel, "run rollback deployment=Check;out"), Contains("deployment"));
    CHECK_THAT(story.type(kCarol, channel, "run rollback deployment=a namespace=moon"), Contains("prod"));
    CHECK_THAT(story.type(kCarol, channel, "run rolback deployment=a"), Contains("Did you mean `rollback`?"));
    CHECK(story.commands().asked().empty());
}

TEST_CASE("a paused run starts nothing new, and goes on when told to") {
    Story story;
    const auto channel = up_to_approval(story);
    CHECK_THAT(story.type(kCarol, channel, "runs 1 pause wait for the network team"), Contains("paused"));
    story.press_run(kBob, 1, "approve ok");
    CHECK(story.commands().lines() == Lines{kGet});
    CHECK_THAT(story.type(kCarol, channel, "runs 1"), Contains("Nothing more begins until `runs 1 continue`"));
    CHECK_THAT(story.type(kCarol, channel, "runs 1 continue"), Contains("Run 1"));
    CHECK(story.commands().lines() == Lines{kGet, kUndo});
    story.says(channel, {"monitoring", "run 1 succeeded", "What `undo` printed"});
}

TEST_CASE("a pause holds back an attempt that was due already, in the next process too, and an abort ends it") {
    Story story;
    const auto channel = with_work(story, "  - {id: act, idempotent: true, retry: {attempts: 3, initial: 10s}, command: {argv: [kubectl, act]}}\n");
    fail_at(story, "act");
    story.type(kCarol, channel, "run work");
    story.type(kCarol, channel, "runs 1 pause it does harm");
    story.advance(minutes{1});
    story.crash();
    story.advance(minutes{1});
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    story.type(kCarol, channel, "runs 1 continue");
    story.advance(seconds{5});
    CHECK(story.commands().lines() == Lines{"kubectl act", "kubectl act"});
    story.type(kCarol, channel, "runs 1 pause it still does");
    story.advance(minutes{1});
    story.type(kCarol, channel, "runs 1 abort enough");
    story.advance(minutes{1});
    CHECK(story.commands().lines() == Lines{"kubectl act", "kubectl act"});
    story.says(channel, {"Run 1", "run 1 aborted"});
}

TEST_CASE("an approval that is denied ends the run as failed, with the reason") {
    Story story;
    const auto channel = up_to_approval(story);
    CHECK_THAT(story.type(kBob, channel, "runs 1 deny ok it is the database"), Contains("failed"));
    CHECK(story.commands().lines() == Lines{kGet});
    story.says(channel, {"run 1 failed"});
}

TEST_CASE("an approval that nobody gives runs out as denied") {
    Story story;
    const auto channel = up_to_approval(story);
    story.advance(minutes{16});
    CHECK_THAT(story.run_text(1), Contains("failed"));
    CHECK(story.commands().lines() == Lines{kGet});
    story.says(channel, {"nobody could be paged", "run 1 failed"});
}

TEST_CASE("one person alone breaks the glass with a reason, and the channel says so") {
    Story story;
    const auto channel = up_to_approval(story);
    CHECK_THAT(story.type(kBob, channel, "runs 1 break-glass ok"), Contains("needs a reason"));
    story.type(kBob, channel, "runs 1 break-glass ok nobody else is awake");
    CHECK(story.commands().lines() == Lines{kGet, kUndo});
    story.says(channel, {"breaking the glass", "monitoring", "run 1 succeeded", "What `undo` printed"});
}

TEST_CASE("a command that fails can be tried again or passed over") {
    Story story;
    const auto channel = up_to_approval(story);
    story.commands().answer([](const auto&) { return ScriptedCommands::exited(1, "no rollout history found"); });
    story.press_run(kBob, 1, "approve ok");
    CHECK_THAT(story.run_text(1), Contains("exit code 1") && Contains("failed"));
    story.says(channel, {"run 1 failed", "no rollout history found"});
}

TEST_CASE("the API starts a run and shows it") {
    Story story;
    with_rollback(story);
    const auto started = story.api("POST", "/api/v1/runs", R"({"incident":"INC-1","runbook":"rollback","parameters":{"deployment":"checkout"}})", "key-1");
    CHECK(started.status == 202);
    CHECK(started.body == R"({"run":1})");
    CHECK(story.api("POST", "/api/v1/runs", R"({"incident":1,"runbook":"rollback","parameters":{"deployment":"checkout"}})", "key-1").body == started.body);
    story.settle();
    const auto shown = story.api("GET", "/api/v1/runs/1");
    CHECK(shown.status == 200);
    CHECK_THAT(shown.body, Contains(R"("state":"running")") && Contains(R"("id":"current","state":"success","attempts":1)") && Contains("revision"));
    CHECK(story.api("POST", "/api/v1/runs", R"({"incident":1,"runbook":"rollback"})").status == 400);
    CHECK(story.api("POST", "/api/v1/runs", R"({"incident":1,"runbok":"rollback"})").status == 400);
    CHECK(story.api("GET", "/api/v1/runs/9").status == 404);
    story.says(story.channel_id(1), {"Run 1", "What `current` printed"});
    story.says(story.direct(kBob), {"your answer is asked for"});
    CHECK(story.commands().lines() == Lines{kGet});
}
