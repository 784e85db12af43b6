// A command without its arguments, a button or a shortcut opens a form; what is sent with it does what the command does. Where it cannot
// be opened, the person is told what to type.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("`declare` alone opens a form, and sending it declares") {
    Story story;
    CHECK(story.type(kCarol, kGeneral, "declare sev2") == "");
    CHECK_THAT(story.form_text(kCarol), Contains("What is wrong?") && Contains("SEV1 · critical") && Contains("Wake people"));
    story.submit(kCarol, {{"title", {"Checkout is failing"}}, {"service", {"checkout"}}, {"summary", {"500s since noon"}}});
    CHECK(story.slack().form(kCarol) == nullptr);
    const auto state = story.incident(1);
    CHECK(state.title == "Checkout is failing");
    CHECK(state.severity == tocsin::Severity::sev2);
    CHECK(state.service.value == "checkout");
    CHECK(state.summary == "500s since noon");
    story.tells(kCarol, {"declared"});
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined", "500s since noon"});
}

TEST_CASE("in an incident's channel a bare verb opens its form, and the promise of an update is kept in it") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "update");
    CHECK_THAT(story.form_text(kBob), Contains("INC-1") && Contains("stakeholders"));
    story.submit(kBob, {{"text", {"We roll back now."}}});
    CHECK(story.incident(1).next_update_due == story.incident(1).last_update_at.value() + minutes{30});
    story.tells(kBob, {"We roll back"});
    story.says(channel, {"We roll back now."});
    story.says(kUpdates, {"We roll back now."});
    story.type(kBob, channel, "note");
    story.submit(kBob, {{"text", {"errors are gone"}}, {"at", {std::to_string(tocsin::unix_seconds(story.now() - minutes{10}))}}});
    CHECK(story.timeline(1).back().occurred_at <= story.now() - minutes{10});
    story.tells(kBob, {"errors are gone"});
    story.says(channel, {"errors are gone"});
}

TEST_CASE("elsewhere the form asks which incident") {
    Story story;
    const auto first = story.declare(kBob, "sev3 Checkout is failing");
    story.declare(kBob, "sev3 Login is slow");
    story.type(kBob, kGeneral, "task");
    story.type(kBob, kGeneral, "note");
    CHECK_THAT(story.form_text(kBob), Contains("Which incident?") && Contains("INC-1 · Checkout") && Contains("INC-2 · Login"));
    story.submit(kBob, {{"incident", {"1"}}, {"text", {"the cache is cold"}}});
    CHECK(story.count(1, "note_added") == 1);
    CHECK(story.count(2, "note_added") == 0);
    story.tells(kBob, {"the cache is cold"});
    story.says(first, {"the cache is cold"});
    story.type(kBob, kGeneral, "note INC-2");
    CHECK_THAT(story.form_text(kBob), Contains("INC-2") && !Contains("Which incident?"));
}

TEST_CASE("a form that Slack does not open tells what to type, in the answer or in a message") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    for (const char* code : {"expired_trigger_id", "exchanged_trigger_id", "trigger_expired"}) {
        story.slack().fail_next("views.open", Fault::api_error(code));
        CHECK_THAT(story.type(kBob, channel, "update"), Contains("did not open") && Contains("/incident update text") && Contains("3 seconds"));
    }
    story.slack().fail_next("views.open", Fault::hang());
    CHECK_THAT(story.type(kBob, channel, "note"), Contains("did not open") && Contains("/incident note"));
    story.slack().fail_next("views.open", Fault::drop_before());
    CHECK_THAT(story.press_card(kBob, 1, "tocsin.open_form.update"), Contains("did not open"));
    story.tells(kBob, {"/incident update text"});
    story.slack().fail_next("views.open", Fault::http(500));
    story.use_shortcut(kBob, "tocsin.declare");
    story.says(story.direct(kBob), {"/incident declare"});
    CHECK(story.slack().form(kBob) == nullptr);
}

TEST_CASE("the permission is looked at before a form opens, and again when it is sent") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    CHECK_THAT(story.press_card(kCarol, 1, "tocsin.open_form.update"), Contains("`update` is for"));
    CHECK(story.slack().form(kCarol) == nullptr);
    CHECK(story.count(1, "denied") == 1);
    story.tells(kCarol, {"is for"});
    CHECK_THAT(story.type(kGuest, kGeneral, "declare"), Contains("Guests"));
    CHECK(story.slack().form(kGuest) == nullptr);
    story.type(kCarol, channel, "join");
    story.press_card(kCarol, 1, "tocsin.open_form.update");
    story.type(kBob, channel, "lead me");
    CHECK_THAT(story.submit(kCarol, {{"text", {"All is well."}}}), Contains("text: “update” is for"));
    CHECK(story.count(1, "denied") == 2);
    CHECK(story.count(1, "update_published") == 0);
    CHECK(story.slack().form(kCarol) != nullptr);
    story.says(channel, {"joined", "lead"});
}

TEST_CASE("whoever cannot see forms is told in words") {
    Story story;
    CHECK_THAT(story.command(R"({"text":"declare"})").body, Contains("An incident needs a title"));
    story.declare(kBob, "sev3 Checkout is failing");
    CHECK_THAT(story.command(R"({"text":"update","incident":1})").body, Contains("needs a text"));
}

TEST_CASE("the global shortcut opens the form of a declaration, and its answer is a direct message") {
    Story story;
    story.use_shortcut(kCarol, "tocsin.declare");
    story.submit(kCarol, {{"title", {"Login is slow"}}});
    CHECK(story.incident(1).title == "Login is slow");
    story.says(story.direct(kCarol), {"declared: Login is slow"});
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined"});
}

TEST_CASE("a message from anywhere becomes an entry with its own time, a follow-up or an incident") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    const auto said_at = story.now();
    const auto ts = story.slack().say(kCarol, kGeneral, "the primary fails over, ask <@U0ALICE>");
    story.advance(minutes{7});
    story.use_message_shortcut(kBob, kGeneral, ts, "tocsin.note");
    CHECK_THAT(story.form_text(kBob), Contains("Which incident?"));
    story.submit(kBob, {});
    const auto entry = story.timeline(1).back();
    CHECK(entry.occurred_at <= said_at + seconds{1});
    CHECK(entry.occurred_at >= said_at - seconds{1});
    const auto text = std::get<tocsin::event::NoteAdded>(entry.body).text;
    CHECK_THAT(text, Contains("the primary fails over") && Contains("@alice") && Contains("carol") && Contains("/archives/C0GENERAL") && !Contains("U0ALICE"));
    story.tells(kBob, {"the primary fails over"});
    story.says(channel, {"the primary fails over"});
    story.use_message_shortcut(kBob, channel, story.slack().say(kCarol, channel, "the primary fails over"), "tocsin.followup");
    story.submit(kBob, {{"owner", {kAlice}}});
    REQUIRE(story.incident(1).tasks.size() == 1);
    CHECK(story.incident(1).tasks[0].followup);
    story.tells(kBob, {"the primary fails over"});
    story.says(channel, {"the primary fails over"});
    story.says(story.direct(kAlice), {"bob gave you follow-up #1"});
    const auto other = story.slack().say(kCarol, kGeneral, "login is slow for everybody\nsince the deploy");
    story.use_message_shortcut(kBob, kGeneral, other, "tocsin.declare_from");
    story.submit(kBob, {{"severity", {"3"}}});
    CHECK(story.incident(2).title == "login is slow for everybody");
    CHECK_THAT(story.incident(2).summary, Contains("since the deploy") && Contains("/archives/"));
    story.tells(kBob, {"INC-2"});
    story.has_card_and_announcement(2);
    story.says(story.channel_id(2), {"joined", "since the deploy"});
}

TEST_CASE("the form of the roles says who has them") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "lead @U0ALICE");
    story.type(kBob, channel, "role");
    CHECK(story.form_value(kBob, "lead") == kAlice);
    CHECK(story.form_value(kBob, "comms") == "");
    // Whoever gives one role leaves the others as they are.
    story.submit(kBob, {{"scribe", {kCarol}}});
    CHECK(story.incident(1).role(tocsin::Role::lead).value == "slack:T0SANDBOX:U0ALICE");
    CHECK(story.incident(1).role(tocsin::Role::comms).empty());
    CHECK(story.incident(1).role(tocsin::Role::scribe).value == "slack:T0SANDBOX:U0CAROL");
    story.type(kBob, channel, "role");
    CHECK_THAT(story.submit(kBob, {}), Contains("Nothing was changed"));
    story.tells(kBob, {"scribe"});
    story.says(story.direct(kAlice), {"made you lead"});
    story.says(story.direct(kCarol), {"made you scribe"});
    story.says(channel, {"lead", "scribe"});
}

TEST_CASE("a menu of services suggests what is known and takes what is typed") {
    Story story;
    story.declare(kBob, "sev3 Checkout is failing --service checkout-eu");
    story.type(kBob, kGeneral, "declare");
    const auto ask = [&](const std::string& typed) {
        const auto request = story.slack().suggest(kBob, story.slack().form(kBob)->id, "service", typed);
        REQUIRE(request);
        const auto answer = story.deliver(*request);
        story.slack().take_answer(*request, answer);
        return answer.body;
    };
    CHECK_THAT(ask("CHECK"), Contains("checkout-eu") && Contains("CHECK"));
    CHECK_THAT(ask("zzz"), Contains("zzz") && !Contains("checkout-eu"));
    CHECK_THAT(ask(""), Contains("checkout-eu"));
    story.close_form(kBob);
}
