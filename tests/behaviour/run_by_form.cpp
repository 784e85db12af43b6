// Somebody who knows no command runs a runbook from the card: first which one, then what it does and what it needs, and only then it runs.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kLookOnly = "  - {id: look, title: Look around, command: {argv: [kubectl, look]}}\n";

}  // namespace

TEST_CASE("the runbook is chosen, shown, and runs when its own form is sent") {
    Story story;
    const auto channel = with_work(story, kLookOnly);
    story.press_card(kBob, 1, "tocsin.open_form.runbook");
    const auto request = story.slack().suggest(kBob, story.slack().form(kBob)->id, "runbook", "wor");
    REQUIRE(request);
    CHECK_THAT(story.deliver(*request).body, Contains("work") && Contains("Title of work"));
    CHECK(story.submit(kBob, {{"runbook", {"work"}}}).empty());
    CHECK(story.count(1, "run_requested") == 0);
    CHECK_THAT(story.form_text(kBob), Contains("Title of work") && Contains("1. Look around (look)") && Contains("Run nothing, only say what would happen"));
    story.submit(kBob, {});
    CHECK(story.slack().form(kBob) == nullptr);
    CHECK(story.commands().lines() == Lines{"kubectl look"});
    story.tells(kBob, {"*Run 1*"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
}

TEST_CASE("trying it first runs nothing") {
    Story story;
    const auto channel = with_work(story, kLookOnly);
    story.type(kBob, channel, "run");
    story.submit(kBob, {{"runbook", {"work"}}});
    story.submit(kBob, {{"dry_run", {"yes"}}});
    CHECK(story.commands().asked().empty());
    CHECK(story.count(1, "run_requested") == 0);
    story.tells(kBob, {"Nothing is run. This is what would happen"});
}

TEST_CASE("a runbook that is gone is said beside the field") {
    Story story;
    const auto channel = with_work(story, kLookOnly);
    story.type(kBob, channel, "run");
    CHECK_THAT(story.submit(kBob, {{"runbook", {"wrok"}}}), Contains("runbook: ") && Contains("There is no runbook of that name"));
    story.close_form(kBob);
}

TEST_CASE("elsewhere the incident is chosen with the runbook, and the list of runbooks opens the form") {
    Story story;
    const auto channel = with_work(story, kLookOnly);
    CHECK_THAT(story.type(kBob, kGeneral, "runbook list"), Contains("Run one…"));
    story.press_answer(kBob, "tocsin.open_form.runbook");
    CHECK(story.form_value(kBob, "incident") == "1");
    story.submit(kBob, {{"runbook", {"work"}}});
    CHECK_THAT(story.form_text(kBob), Contains("INC-1"));
    story.submit(kBob, {});
    CHECK(story.count(1, "run_requested") == 1);
    story.tells(kBob, {"*Run 1*"});
    story.says(channel, {"Run 1", "run 1 succeeded"});
}
