// Nothing typed is lost: what stood in a form that was closed or not taken stands in it again, for a day.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a closed form offers what was typed, also after a restart, until it is taken") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "update");
    story.close_form(kBob, {{"text", {"We are rolling back"}}, {"next", {"2h"}}});
    story.restart();
    story.type(kBob, channel, "update");
    CHECK_THAT(story.slack().form(kBob)->view, Contains("We are rolling back"));
    CHECK_THAT(story.form_text(kBob), Contains("Kept from"));
    story.submit(kBob, {});
    CHECK(story.incident(1).next_update_due == story.incident(1).last_update_at.value() + hours{2});
    story.type(kBob, channel, "update");
    CHECK_THAT(story.slack().form(kBob)->view, !Contains("We are rolling back") && !Contains("Kept from"));
    story.tells(kBob, {"We are rolling back"});
    story.says(channel, {"We are rolling back"});
    story.says(kUpdates, {"We are rolling back"});
}

TEST_CASE("what was half typed into an empty form outlives one that was opened with something in it") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "login is slow for everybody");
    story.type(kBob, channel, "declare");
    story.close_form(kBob, {{"title", {"Half a title"}}});
    story.type(kBob, channel, "declare sev1");
    CHECK_THAT(story.form_text(kBob), !Contains("Kept from"));
    story.submit(kBob, {{"title", {"Another one"}}});
    story.type(kBob, channel, "declare");
    CHECK_THAT(story.slack().form(kBob)->view, Contains("Half a title"));
    story.close_form(kBob);
    // What was added to a form that came with a message is offered where that comes again, and where nothing else was kept.
    story.use_message_shortcut(kBob, channel, ts, "tocsin.followup");
    story.close_form(kBob, {{"text", {"ask the login team"}}});
    story.type(kBob, channel, "followup");
    story.press_answer(kBob, "tocsin.open_form.followup");
    CHECK_THAT(story.form_text(kBob), Contains("Kept from"));
    CHECK_THAT(story.slack().form(kBob)->view, Contains("ask the login team"));
    story.all_was_expected();
}

TEST_CASE("a form closed as it was opened keeps nothing, and one emptied on purpose forgets") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "note");
    story.close_form(kBob);
    story.type(kBob, channel, "note");
    CHECK_THAT(story.form_text(kBob), !Contains("Kept from"));
    story.close_form(kBob, {{"text", {"half a thought"}}});
    story.type(kBob, channel, "note");
    CHECK_THAT(story.form_text(kBob), Contains("Kept from"));
    story.close_form(kBob, {{"text", {""}}});
    story.type(kBob, channel, "note");
    CHECK_THAT(story.form_text(kBob), !Contains("Kept from"));
}

TEST_CASE("what a message or a command put into a form is no draft, until somebody adds to it") {
    Story story;
    story.declare(kBob, "sev3 Checkout is failing");
    const auto ts = story.slack().say(kCarol, kGeneral, "login is slow for everybody");
    const auto shown = [&](const std::string& typed) {
        story.type(kBob, kGeneral, typed);
        return story.slack().form(kBob)->view;
    };
    for (const std::string form : {"note", "declare"}) {
        story.use_message_shortcut(kBob, kGeneral, ts, form == "note" ? "tocsin.note" : "tocsin.declare_from");
        CHECK_THAT(story.slack().form(kBob)->view, Contains("login is slow"));
        story.close_form(kBob);
        CHECK_THAT(shown(form), !Contains("login is slow") && !Contains("Kept from"));
        story.close_form(kBob);
    }
    shown("declare sev1 --service checkout --private");
    story.close_form(kBob);
    CHECK_THAT(shown("declare"), !Contains("Kept from"));
    story.close_form(kBob);
    story.use_message_shortcut(kBob, kGeneral, ts, "tocsin.note");
    story.close_form(kBob, {{"text", {"login is slow since noon"}}});
    CHECK_THAT(shown("note"), Contains("since noon"));
    story.close_form(kBob);
    CHECK_THAT(shown("note"), Contains("since noon"));
}

TEST_CASE("a draft is its writer's alone, of one incident and one form, and a day old at most") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    const auto other = story.declare(kBob, "sev3 Login is slow");
    story.type(kBob, channel, "note");
    story.close_form(kBob, {{"text", {"half a thought"}}});
    story.type(kAlice, channel, "note");
    CHECK_THAT(story.slack().form(kAlice)->view, !Contains("half a thought"));
    story.type(kBob, other, "note");
    CHECK_THAT(story.slack().form(kBob)->view, !Contains("half a thought"));
    story.type(kBob, channel, "update");
    CHECK_THAT(story.slack().form(kBob)->view, !Contains("half a thought"));
    story.advance(hours{25});
    story.type(kBob, channel, "note");
    CHECK_THAT(story.slack().form(kBob)->view, !Contains("half a thought"));
}

TEST_CASE("what was refused is kept as well") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "note");
    story.submit(kBob, {{"text", {"it will burn"}}, {"at", {std::to_string(tocsin::unix_seconds(story.now() + hours{1}))}}});
    story.type(kBob, channel, "note");
    CHECK_THAT(story.slack().form(kBob)->view, Contains("it will burn"));
    CHECK(story.count(1, "note_added") == 0);
}

TEST_CASE("what is redacted stands in no draft either") {
    Story story;
    const auto channel = story.declare(kAlice, "sev3 Checkout is failing");
    story.type(kAlice, channel, "note");
    story.submit(kAlice, {{"text", {"the password is hunter2"}}});
    story.type(kBob, channel, "note");
    story.close_form(kBob, {{"text", {"hunter2 it is"}}});
    story.type(kAlice, channel, "redact " + std::to_string(story.incident(1).last_seq.value) + " a password");
    story.type(kBob, channel, "note");
    CHECK_THAT(story.slack().form(kBob)->view, !Contains("hunter2"));
    story.tells(kAlice, {"hunter2"});
    story.says(channel, {"hunter2"});
}
