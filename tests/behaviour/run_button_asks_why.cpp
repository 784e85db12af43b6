// A button cannot carry a reason: what takes one asks for it in a form, and nothing is done before it is given.
#include "tests/support/run_buttons.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// Only the press, without what the form asks.
void press_without_reason(Story& story, const std::string& user, const std::string& words) {
    const auto message = story.run_message(1);
    const auto button = find_run_button(story.slack(), message.channel, words);
    REQUIRE(button);
    story.press(user, message.channel, button->ts, button->action);
}

std::string reason_on_record(Story& story) {
    std::string out;
    for (const auto& event : story.timeline(1)) {
        if (const auto* answered = std::get_if<tocsin::event::StepAnswered>(&event.body)) out = answered->note;
        if (const auto* aborted = std::get_if<tocsin::event::RunAborted>(&event.body)) out = aborted->reason;
    }
    return out;
}

}  // namespace

TEST_CASE("deny, skip and abort ask why") {
    Story story;
    const auto channel = with_work(story, "  - {id: hand, manual: {text: Turn it}}\n  - {id: ok, approval: {text: \"Really?\"}}\n");
    story.type(kCarol, channel, "run work");
    press_without_reason(story, kCarol, "1 skip hand");
    CHECK_THAT(story.form_text(kCarol), Contains("Why?"));
    CHECK(story.count(1, "step_answered") == 0);
    story.submit(kCarol, {{"reason", {"It is off already"}}});
    CHECK(reason_on_record(story) == "It is off already");
    story.says(story.direct(kBob), {"your answer is asked for"});
    SECTION("deny") {
        press_without_reason(story, kBob, "1 deny ok");
        story.submit(kBob, {{"reason", {"It is the database"}}});
        CHECK(reason_on_record(story) == "It is the database");
        CHECK_THAT(story.run_text(1), Contains("It is the database"));
        story.says(channel, {"Run 1", "run 1 failed"});
    }
    SECTION("abort") {
        press_without_reason(story, kBob, "1 abort");
        story.submit(kBob, {{"reason", {"The vendor does it"}}});
        CHECK(reason_on_record(story) == "The vendor does it");
        story.says(channel, {"Run 1", "run 1 aborted"});
    }
    SECTION("approve does not") {
        press_without_reason(story, kBob, "1 approve ok");
        CHECK(reason_on_record(story).empty());
        story.says(channel, {"Run 1", "run 1 succeeded"});
    }
}

TEST_CASE("who may not is told so at once, and asked nothing") {
    Story story;
    const auto channel = with_work(story, "  - {id: ok, approval: {text: \"Really?\"}}\n");
    story.type(kBob, channel, "run work");
    story.says(story.direct(kAlice), {"your answer is asked for"});
    press_without_reason(story, kCarol, "1 deny ok");
    CHECK(story.form_text(kCarol).empty());
    story.tells(kCarol, {"takes operator access"});
    CHECK(story.count(1, "step_answered") == 0);
    CHECK(story.count(1, "denied") == 1);
    story.says(channel, {"Run 1"});
}

TEST_CASE("what asks has its buttons before what may be tried again, and what has none is counted") {
    Story story;
    const auto channel = with_work(story, R"(  - id: all
    foreach:
      items: "{{hosts}}"
      max_parallel: 10
      steps:
        - {id: look, on_error: continue, command: {argv: [kubectl, look]}}
        - {id: hand, manual: {text: "Turn the key of {{item}}"}}
)", "parameters:\n  hosts: {type: list, required: true}\n");
    fail_at(story, "look");
    CHECK(story.api("POST", "/api/v1/runs", R"({"incident":1,"runbook":"work","parameters":{"hosts":["a","b","c","d","e","f","g","h","i","j"]}})").status == 202);
    const auto message = story.run_message(1);
    for (int i = 0; i < 8; ++i) CHECK_THAT(message.blocks, Contains("1 done hand[" + std::to_string(i) + "]"));
    CHECK_THAT(message.blocks, Contains("12 more take an answer: `runs 1` shows which.") && !Contains("1 retry look[0]"));
    story.says(channel, {"Run 1"});
}
