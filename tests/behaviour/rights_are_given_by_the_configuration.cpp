// `access` says who may see, declare, lower a severity, close, reopen and run. A denial says what is needed and whom to ask, and is on the
// record.
#include "tests/support/runbook_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using namespace tocsin;
using Catch::Contains;
using handlers::AccessRule;
using handlers::Right;
using handlers::Standing;

namespace {

Story::Change rule(Right right, AccessRule rule) {
    return [=](handlers::Settings& settings) { settings.rights.set(right, rule); };
}

}  // namespace

TEST_CASE("declaring can be kept to operators and to people by name") {
    Story story(rule(Right::declare, {Standing::operator_, {{UserId(kGuest)}, {}}}));
    const auto answer = story.type(kCarol, kGeneral, "declare sev2 Checkout is failing");
    CHECK_THAT(answer, Contains("`declare` is for an operator or") && Contains("Ask"));
    CHECK(story.type(kCarol, kGeneral, "list all").find("Checkout") == std::string::npos);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    CHECK_THAT(story.type(kGuest, kGeneral, "declare sev2 Mine"), Contains("Guests"));
}

TEST_CASE("closing and reopening can be kept to the lead, and the denial names somebody to ask") {
    Story story([](handlers::Settings& settings) {
        settings.rights.set(Right::close, {Standing::lead, {}});
        settings.rights.set(Right::reopen, {std::nullopt, {{UserId(kBob)}, {}}});
    });
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "lead me");
    story.type(kCarol, channel, "join");
    story.type(kCarol, channel, "resolve rolled back");
    CHECK_THAT(story.type(kCarol, channel, "close"), Contains("`close` is for the lead of this incident or an operator") && Contains("Ask bob"));
    CHECK_THAT(story.type(kCarol, channel, "reopen it is back"), Contains("`reopen` is for bob") && Contains("Ask bob"));
    CHECK(story.count(1, "denied") == 2);
    story.type(kBob, channel, "reopen it is back");
    CHECK(story.incident(1).status == Status::investigating);
    story.says(channel, {"lead", "joined", "resolved", "investigating"});
    story.says(kUpdates, {"Resolved", "Reopened"});
}

TEST_CASE("lowering a severity can be given to every responder, or to nobody but a few") {
    Story story(rule(Right::lower_severity, {Standing::responder, {}}));
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.type(kBob, channel, "lead me");
    story.type(kCarol, channel, "join");
    story.type(kCarol, channel, "sev 2");
    CHECK(story.incident(1).severity == Severity::sev2);
    story.restart_with(rule(Right::lower_severity, {std::nullopt, {{UserId(kBob)}, {}}}));
    CHECK_THAT(story.type(kCarol, channel, "sev 3"), Contains("Lowering a severity is for bob") && Contains("Ask bob"));
    CHECK(story.count(1, "denied") == 1);
    story.type(kBob, channel, "sev 3");
    story.says(channel, {"lead", "joined", "SEV2", "SEV3"});
}

TEST_CASE("whoever may not run runbooks does not carry one on either") {
    Story story;
    const auto channel = with_rollback(story);
    story.commands().answer([](const auto&) { return ScriptedCommands::exited(1); });
    story.type(kBob, channel, "run rollback deployment=checkout");
    story.restart_with(rule(Right::run, {Standing::admin, {}}));
    for (const char* words : {"runs 1 retry", "runs 1 skip it is known", "runs 1 continue"}) CHECK_THAT(story.type(kBob, channel, words), Contains("`run` is for an admin"));
    CHECK(story.count(1, "step_answered") == 0);
    story.all_was_expected();
}

TEST_CASE("runbooks can be kept to some, and seeing incidents to those who are in them") {
    Story story(rule(Right::run, {Standing::operator_, {}}));
    const auto channel = with_rollback(story);
    CHECK_THAT(story.type(kCarol, channel, "run rollback deployment=checkout"), Contains("`run` is for an operator"));
    story.restart_with(rule(Right::see, {Standing::operator_, {}}));
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("Checkout is failing"));
    const auto other = story.declare(kBob, "sev3 Search is slow");
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-2"), Contains("There is no INC-2"));
    CHECK(story.type(kCarol, kGeneral, "list").find("Search") == std::string::npos);
    CHECK_THAT(story.type(kAlice, kGeneral, "show INC-2"), Contains("Search is slow"));
}
