// What the post-mortem says of runbooks: what ran, with what, who approved it and who went on alone, and how it ended.
#include <catch2/catch.hpp>

#include "tests/unit/postmortem/story.hpp"

using namespace tocsin;
using namespace tocsin::postmortem;
using namespace tocsin::postmortem::tests;

namespace {

const std::string kBob = "slack:T1:UBOB";
const RunId kRun(7);
const StepKey kOk("ok");

/// Alice starts a run, which asks; a minute later it ends as `outcome`.
Timeline run_with(StepAnswer answer, const std::string& note, RunPhase outcome, const std::string& why) {
    Timeline t;
    t.add(0, event::Declared{"Checkout", Severity::sev2, Status::investigating, ServiceName("checkout"), false, false});
    t.add(10, event::RunRequested{kRun, RunbookName("roll-back"), "Roll back", RunbookHash("h"), {{"deployment", "checkout"}, {"namespace", "prod"}}});
    t.add(10, event::RunStarted{kRun}, "runbook:roll-back", "runbook");
    t.add(11, event::StepAsked{kRun, kOk, StepQuestion::approval, "Roll back checkout?", {}}, "runbook:roll-back", "runbook");
    t.add(40, event::StepAnswered{kRun, kOk, answer, note}, kBob);
    t.add(70, event::RunFinished{kRun, outcome, why}, "runbook:roll-back", "runbook");
    return t;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the post-mortem says what ran, with which parameters, who approved it and how it ended") {
    const auto text = rendered(run_with(StepAnswer::approve, "", RunPhase::succeeded, ""));
    INFO(text);
    CHECK(has(text, "roll-back (deployment=checkout, namespace=prod)"));
    CHECK(has(text, "approve ok: Bob"));
    CHECK(has(text, "Alice"));
    CHECK(has(text, "succeeded"));
    CHECK_FALSE(has(text, "broke the glass"));
}

TEST_CASE("who broke the glass stands out, with why") {
    const auto text = rendered(run_with(StepAnswer::break_glass, "nobody else is awake", RunPhase::succeeded, ""));
    INFO(text);
    CHECK(has(text, "**broke the glass**"));
    CHECK(has(text, "nobody else is awake"));
}

TEST_CASE("a denial is there with its reason, and so is why the run failed") {
    const auto text = rendered(run_with(StepAnswer::deny, "it is the database", RunPhase::failed, "ok failed: denied"));
    INFO(text);
    CHECK(has(text, "deny ok: Bob (it is the database)"));
    CHECK(has(text, "failed: ok failed: denied"));
}
