// Rights go with the person, by whichever way they come: who started a run does not approve it as their own API token or from another
// workspace, and what a run starts is started with its starter's rights.
#include <nlohmann/json.hpp>

#include "bot/config.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kSecondPerson = "  - {id: ok, approval: {not_starter: true, expires: 15m, text: \"Really?\"}}\n  - {id: act, command: {argv: [kubectl, act]}}\n";
constexpr const char* kBobsToken = "bobs-own-secret-of-the-api";

void with_bobs_token(tocsin::Config& config) { config.api_tokens.push_back({"bobs-laptop", kBobsToken, tocsin::UserId(kBob)}); }

ApiAnswer as_bob(Story& story, const std::string& words) {
    return story.api("POST", "/api/v1/commands", nlohmann::json{{"text", words}, {"incident", 1}}.dump(), {}, kBobsToken);
}

/// Refused, on record as a denial, and nothing ran.
void is_refused(Story& story, const ApiAnswer& answer, std::size_t denials) {
    CHECK(answer.status == 403);
    CHECK_THAT(answer.body, Contains("You started this run"));
    CHECK(story.count(1, "step_answered") == 0);
    CHECK(story.count(1, "denied") == denials);
    CHECK(story.commands().asked().empty());
}

/// Alice gives it; that is what was missing.
void alice_approves(Story& story, const std::string& channel) {
    story.says(story.direct(kAlice), {"your answer is asked for"});
    story.press_run(kAlice, 1, "approve ok");
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

}  // namespace

TEST_CASE("who started it in Slack does not approve it as their own API token") {
    Story story({}, with_bobs_token);
    const auto channel = with_work(story, kSecondPerson);
    story.type(kBob, channel, "run work");
    is_refused(story, as_bob(story, "runs 1 approve ok"), 1);
    is_refused(story, as_bob(story, "runs 1 approve"), 2);
    alice_approves(story, channel);
}

TEST_CASE("who started it as their API token does not approve it in Slack") {
    Story story({}, with_bobs_token);
    const auto channel = with_work(story, kSecondPerson);
    CHECK(as_bob(story, "run work").status == 200);
    CHECK_THAT(story.press_run(kBob, 1, "approve ok"), Contains("You started this run"));
    story.tells(kBob, {"You started this run"});
    CHECK(story.count(1, "step_answered") == 0);
    alice_approves(story, channel);
}

TEST_CASE("a child run is refused where its starter may not run it, and nothing of it begins") {
    Story story;
    story.shelve("child", "runbook: child\ntitle: Child\npermissions: {start: operator, approve: operator}\nsteps:\n  - {id: find, command: {argv: [kubectl, find]}}\n");
    const auto channel = with_work(story, "  - {id: before, command: {argv: [kubectl, before]}}\n  - {id: sub, runbook: {name: child}}\n");
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == Lines{"kubectl before"});
    CHECK(story.count(1, "run_requested") == 1);
    CHECK_THAT(story.run_text(1), Contains("the starter may not run `child`: it takes operator access"));
    story.type(kBob, channel, "run work");
    CHECK(story.commands().lines() == Lines{"kubectl before", "kubectl before", "kubectl find"});
    story.says(channel, {"Run 1", "run 1 failed", "Run 2", "Run 3", "run 3 succeeded", "run 2 succeeded"});
}

TEST_CASE("the starter of a run is the starter of its child, and does not approve there either") {
    Story story;
    story.shelve("child", runbook_of("child", kSecondPerson));
    const auto channel = with_work(story, "  - {id: sub, runbook: {name: child}}\n");
    story.type(kBob, channel, "run work");
    CHECK_THAT(story.type(kBob, channel, "runs 2 approve ok"), Contains("You started this run"));
    CHECK(story.commands().asked().empty());
    story.says(story.direct(kAlice), {"your answer is asked for"});
    story.press_run(kAlice, 2, "approve ok");
    CHECK(story.commands().lines() == Lines{"kubectl act"});
    story.says(channel, {"Run 1", "Run 2", "run 2 succeeded", "run 1 succeeded"});
}

TEST_CASE("a step sets nothing that its starter could not set by hand") {
    Story story;
    const auto channel = with_work(story, "  - {id: lower, set: {severity: 4, note: It is small}}\n");
    story.type(kBob, channel, "lead me");
    story.type(kCarol, channel, "run work");
    CHECK(story.incident(1).severity == tocsin::Severity::sev2);
    CHECK_THAT(story.run_text(1), Contains("the starter may not: ") && Contains("the lead or an operator"));
    CHECK(story.count(1, "denied") == 1);
    story.type(kBob, channel, "run work");
    CHECK(story.incident(1).severity == tocsin::Severity::sev4);
    story.says(channel, {"lead", "Run 1", "run 1 failed", "Run 2", "SEV4", "It is small", "run 2 succeeded"});
}

TEST_CASE("who loses the right while a run waits does not go on with it") {
    Story story;
    story.shelve("work", "runbook: work\ntitle: Work\npermissions: {start: operator, approve: operator}\nsteps:\n  - {id: hand, manual: {text: \"Turn the key\"}}\n  - {id: act, command: {argv: [kubectl, act]}}\n");
    fail_at(story, {});
    const auto channel = story.declare(kCarol, "sev2 Checkout is failing");
    story.type(kBob, channel, "run work");
    story.restart_with([](tocsin::handlers::Settings& settings) { settings.operators.clear(); });
    story.press_run(kAlice, 1, "done hand");
    CHECK(story.commands().asked().empty());
    CHECK_THAT(story.run_text(1), Contains("takes operator access"));
    story.says(channel, {"Run 1", "run 1 failed"});
}

TEST_CASE("who may not start a runbook is told so before anything of it begins") {
    Story story;
    story.shelve("work", "runbook: work\ntitle: Title of work\npermissions: {start: operator, approve: operator}\nsteps:\n  - {id: act, command: {argv: [kubectl, act]}}\n");
    fail_at(story, {});
    const auto channel = story.declare(kCarol, "sev2 Checkout is failing");
    for (const char* words : {"run work", "run work --dry-run"})
        CHECK_THAT(story.type(kCarol, channel, words), Contains("Running `work` takes operator access, or being on call for the service.") && Contains("Ask an operator."));
    CHECK(story.count(1, "run_requested") == 0);
    CHECK(story.count(1, "denied") == 2);
    CHECK(story.commands().asked().empty());
    story.type(kBob, channel, "run work");
    CHECK(story.count(1, "run_requested") == 1);
    story.says(channel, {"Run 1", "run 1 succeeded"});
}
