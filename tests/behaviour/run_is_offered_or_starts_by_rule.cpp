// A runbook that fits an incident is offered on its card, or starts by itself: once for the same incident, whatever changes, and
// never because of what a runbook changed.
#include <nlohmann/json.hpp>

#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kLookAround = "  - {id: look, command: {argv: [kubectl, look]}}\n";

std::string rule(const std::string& words) { return "attach: [{" + words + "}]\n"; }

/// The button on the card that starts this runbook.
std::string press_offer(Story& story, const std::string& user, const std::string& runbook) {
    const auto shown = story.card(1);
    for (const auto& block : nlohmann::json::parse(shown.blocks))
        for (const auto& element : block.value("elements", nlohmann::json::array()))
            if (element.is_object() && element.value("value", "").ends_with(":" + runbook)) return story.press(user, shown.channel, shown.ts, element["action_id"]);
    FAIL("the card does not offer " << runbook);
    return {};
}

}  // namespace

TEST_CASE("a runbook that fits is offered on the card, and whoever presses its button is its starter") {
    Story story;
    const auto channel = with_work(story, kLookAround, rule("severity: [2], title: checkout"));
    CHECK_THAT(story.card_text(1), Contains("Runbook that fits") && Contains("Title of work"));
    CHECK(story.count(1, "runbook_suggested") == 1);
    CHECK(story.commands().asked().empty());
    story.type(kBob, channel, "sev 3");
    story.type(kBob, channel, "sev 2");
    CHECK(story.count(1, "runbook_suggested") == 1);
    press_offer(story, kBob, "work");
    // The card's button shows what it would do; the form's button does it.
    CHECK(story.commands().asked().empty());
    CHECK_THAT(story.form_text(kBob), Contains("Title of work") && Contains("look"));
    story.submit(kBob, {});
    story.tells(kBob, {"*Run 1*"});
    CHECK(story.commands().lines() == Lines{"kubectl look"});
    CHECK_THAT(story.run_text(1), Contains("succeeded"));
    CHECK_THAT(story.card_text(1), !Contains("Runbook that fits") && Contains("Run 1 of"));
    CHECK_THAT(story.run_text(1), Contains("by") && !Contains("by itself"));
    for (const auto& event : story.timeline(1))
        if (tocsin::kind_of(event.body) == "run_requested") CHECK(event.actor.value.ends_with(kBob));
    story.says(channel, {"SEV3", "SEV2", "Run 1", "run 1 succeeded"});
}

TEST_CASE("an incident that does not fit is offered nothing") {
    Story story;
    with_work(story, kLookAround, rule("severity: [1], title: checkout"));
    CHECK_THAT(story.card_text(1), !Contains("Runbook that fits"));
    CHECK(story.count(1, "runbook_suggested") == 0);
}

TEST_CASE("a runbook that starts by itself does so once for an incident, whatever changes and whoever restarts") {
    Story story;
    const auto channel = with_work(story, kLookAround, rule("severity: [1], start: auto"));
    CHECK(story.commands().asked().empty());
    story.type(kBob, channel, "sev 1");
    CHECK(story.commands().lines() == Lines{"kubectl look"});
    CHECK_THAT(story.run_text(1), Contains("by itself"));
    story.type(kBob, channel, "sev 2");
    story.restart();
    story.type(kBob, channel, "sev 1");
    story.type(kBob, channel, "title Checkout is down");
    CHECK(story.commands().lines() == Lines{"kubectl look"});
    CHECK(story.count(1, "run_requested") == 1);
    story.says(channel, {"SEV1", "Run 1", "run 1 succeeded", "SEV2", "SEV1"});
}

TEST_CASE("what was only offered starts by itself when the incident grows") {
    Story story;
    const auto channel = with_work(story, kLookAround, "attach: [{severity: [2], start: suggest}, {severity: [1], start: auto}]\n");
    CHECK_THAT(story.card_text(1), Contains("Runbook that fits"));
    story.type(kBob, channel, "sev 1");
    CHECK(story.commands().lines() == Lines{"kubectl look"});
    CHECK_THAT(story.card_text(1), !Contains("Runbook that fits"));
    story.says(channel, {"SEV1", "Run 1", "run 1 succeeded"});
}

TEST_CASE("what a runbook changes starts and offers nothing") {
    Story story;
    story.shelve("second", runbook_of("second", kLookAround, rule("severity: [1], start: auto")));
    const auto channel = with_work(story, "  - {id: worse, set: {severity: 1, note: it is worse}}\n");
    story.type(kCarol, channel, "run work");
    CHECK(story.incident(1).severity == tocsin::Severity::sev1);
    CHECK(story.commands().asked().empty());
    CHECK(story.count(1, "run_requested") == 1);
    CHECK(story.count(1, "runbook_suggested") == 0);
    story.says(channel, {"Run 1", "SEV1", "it is worse", "run 1 succeeded"});
}

TEST_CASE("a runbook that would start by itself but needs to be told something is offered instead") {
    Story story;
    const auto channel = with_work(story, "  - {id: look, command: {argv: [kubectl, \"{{deployment}}\"]}}\n",
                                   "parameters:\n  deployment: {type: string, pattern: \"[a-z]+\", required: true}\n" + rule("severity: [2], start: auto"));
    CHECK(story.commands().asked().empty());
    CHECK_THAT(story.card_text(1), Contains("Runbook that fits"));
    CHECK(press_offer(story, kBob, "work") == "");
    CHECK_THAT(story.form_text(kBob), Contains("deployment"));
    CHECK_THAT(story.submit(kBob, {{"parameter.deployment", {"Not OK"}}}), Contains("parameter.deployment: “deployment” must match"));
    CHECK(story.count(1, "run_requested") == 0);
    story.type(kBob, channel, "sev 3");
    story.type(kBob, channel, "sev 2");
    CHECK(story.count(1, "runbook_suggested") == 1);
    story.says(channel, {"SEV3", "SEV2"});
}

TEST_CASE("whoever set off a run that started by itself does not approve where somebody else is wanted") {
    Story story;
    const auto channel = with_work(story, "  - {id: ok, approval: {not_starter: true, text: \"Really?\"}}\n" + kLookAround, rule("severity: [1], start: auto"));
    story.type(kBob, channel, "sev 1");
    CHECK_THAT(story.type(kBob, channel, "runs 1 approve ok"), Contains("What you did started this run"));
    CHECK(story.commands().asked().empty());
    story.says(story.direct(kAlice), {"your answer is asked for"});
    story.type(kAlice, channel, "runs 1 approve ok");
    CHECK(story.commands().lines() == Lines{"kubectl look"});
    story.says(channel, {"SEV1", "Run 1", "run 1 succeeded"});
}

TEST_CASE("one incident after the other of a service starts a runbook by itself once in half an hour, and says why not") {
    Story story;
    story.shelve("work", runbook_of("work", kLookAround, rule("severity: [1], start: auto")));
    fail_at(story, {});
    const auto first = story.declare(kCarol, "sev2 Checkout is failing --service checkout");
    const auto second = story.declare(kCarol, "sev2 Checkout is failing again --service checkout");
    const auto third = story.declare(kCarol, "sev2 Search is slow --service search");
    story.type(kBob, first, "sev 1");
    story.type(kBob, second, "sev 1");
    CHECK(story.commands().lines() == Lines{"kubectl look"});
    CHECK(story.count(2, "runbook_suggested") == 1);
    story.says(second, {"SEV1", "was not started by itself: it was for INC-1, run 1"});
    story.type(kBob, third, "sev 1");
    CHECK(story.commands().lines() == Lines{"kubectl look", "kubectl look"});
    story.advance(minutes{31});
    story.type(kBob, second, "sev 2");
    story.type(kBob, second, "sev 1");
    CHECK(story.commands().lines() == Lines{"kubectl look", "kubectl look", "kubectl look"});
    story.says(first, {"SEV1", "Run 1", "run 1 succeeded"});
    story.says(third, {"SEV1", "Run 2", "run 2 succeeded"});
    story.says(second, {"SEV2", "SEV1", "Run 3", "run 3 succeeded"});
}

TEST_CASE("what would start by itself and finds its group taken is said, and offered") {
    Story story;
    const auto channel = with_work(story, "  - {id: hand, manual: {text: Wait}}\n", "concurrency: {group: one, when_busy: reject}\n");
    story.shelve("second", runbook_of("second", kLookAround, rule("severity: [1], start: auto") + "concurrency: {group: one, when_busy: reject}\n"));
    story.type(kCarol, channel, "run work");
    story.type(kBob, channel, "sev 1");
    CHECK(story.commands().asked().empty());
    CHECK(story.count(1, "runbook_suggested") == 1);
    story.type(kBob, channel, "title Checkout is down");
    story.says(channel, {"Run 1", "SEV1", "*second* fits and was not started by itself: The group `one` has as many runs under way as it may."});
}
