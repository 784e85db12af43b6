// The app's Home tab: what is open, what is mine, what I have to do, who is on call; published only when it changed, and for those who
// look at it.
#include "bot/sandbox/outcome.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string open(Story& story, const std::string& user) {
    story.slack().open_home(user);
    story.deliver_slack_events();
    return story.home_text(user);
}

std::size_t published(Story& story) { return story.slack().calls("views.publish").size(); }

}  // namespace

TEST_CASE("it shows my incidents, the others, my tasks with the overdue first, and who is on call") {
    Story story(kTeamFile);
    const auto mine = story.declare(kBob, "sev2 Checkout is failing");
    const auto others = story.declare(kCarol, "sev3 Search is slow");
    story.type(kBob, mine, "task call the vendor @U0BOB due 23:00");
    story.type(kBob, mine, "task roll back @U0BOB due 16:31");
    story.type(kBob, mine, "followup alert on depth @U0BOB");
    story.type(kBob, mine, "task not mine @U0CAROL");
    story.advance(minutes{3});
    const auto shown = open(story, kBob);
    CHECK_THAT(shown, Contains("Your incidents") && Contains("Other open incidents") && Contains("Search is slow") && Contains("<#" + mine + ">"));
    CHECK(shown.find("Checkout is failing") < shown.find("Search is slow"));
    CHECK_THAT(shown, Contains("overdue since") && Contains("follow-up #3") && !Contains("not mine"));
    CHECK(shown.find("roll back") < shown.find("call the vendor"));
    CHECK_THAT(shown, Contains("On call now") && Contains("*primary*: Bob"));
    CHECK_THAT(open(story, kGuest), Contains("run by the members") && !Contains("Checkout"));
    story.all_was_expected();
}

TEST_CASE("it is published when it changed and not otherwise, once for many changes") {
    Story story;
    CHECK_THAT(open(story, kBob), Contains("No incident is open."));
    CHECK(published(story) == 1);
    open(story, kBob);
    CHECK(published(story) == 1);
    const auto channel = story.declare(kCarol, "sev3 Search is slow");
    story.advance(seconds{5});
    CHECK_THAT(story.home_text(kBob), Contains("Search is slow"));
    const auto before = published(story);
    for (const char* change : {"sev 2 worse", "status identified", "set title Search is dead", "lead me"}) story.type_at_once(kCarol, channel, change);
    story.advance(seconds{10});
    CHECK_THAT(story.home_text(kBob), Contains("SEV2 identified") && Contains("Search is dead") && Contains("lead carol"));
    CHECK(published(story) - before <= 2);
    story.all_was_expected();
}

TEST_CASE("whoever has not looked for an hour is left alone") {
    Story story;
    open(story, kBob);
    story.advance(minutes{61});
    const auto before = published(story);
    story.declare(kCarol, "sev3 Search is slow");
    story.advance(seconds{10});
    CHECK(published(story) == before);
    CHECK_THAT(open(story, kBob), Contains("Search is slow"));
}

TEST_CASE("a conflict is drawn anew, a lost answer is no second trouble, and a repeat is one opening") {
    Story story;
    open(story, kBob);
    story.declare(kCarol, "sev3 Search is slow");
    story.slack().fail_next("views.publish", Fault::api_error("hash_conflict"));
    story.advance(seconds{10});
    CHECK_THAT(story.home_text(kBob), Contains("Search is slow"));
    story.slack().fail_next("views.publish", Fault::drop_after());
    story.declare(kCarol, "sev3 Login is slow");
    story.advance(seconds{30});
    CHECK_THAT(story.home_text(kBob), Contains("Login is slow"));
    story.slack().open_home(kBob);
    const auto events = story.deliver_slack_events();
    const auto before = published(story);
    for (const auto& event : events) story.deliver(event);
    story.settle();
    CHECK(published(story) == before);
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("Everything that should have gone out went out"));
}

TEST_CASE("a Home tab that is switched off is said once, by health") {
    Story story;
    story.slack().fail_next("views.publish", Fault::api_error("not_enabled"));
    open(story, kBob);
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("app home switched off") && Contains("0 given up"));
    open(story, kBob);
    CHECK_THAT(story.home_text(kBob), Contains("No incident is open."));
    CHECK_THAT(story.type(kBob, kGeneral, "health"), !Contains("app home"));
}

TEST_CASE("private incidents stand on the Home tab of their own people alone") {
    Story story;
    story.type(kBob, kGeneral, "declare sev2 Payroll was stolen --private");
    story.has_card(1);
    story.says(story.channel_id(1), {"joined"});
    CHECK_THAT(open(story, kBob), Contains("Payroll") && Contains("🔒"));
    CHECK_THAT(open(story, kCarol), !Contains("Payroll"));
    CHECK_THAT(open(story, kAlice), Contains("Payroll"));
    story.type(kBob, story.channel_id(1), "role scribe <@U0CAROL|carol>");
    story.advance(seconds{10});
    CHECK_THAT(story.home_text(kCarol), Contains("Payroll"));
    story.says(story.channel_id(1), {"scribe"});
    story.says(story.direct(kCarol), {"made you scribe"});
}

TEST_CASE("a hundred open incidents fit, and how many are left out is said") {
    Story story;
    for (int i = 0; i < 60; ++i) story.type_at_once(kCarol, kGeneral, "declare sev3 Something is slow, and this is a long title that says so in many words, number " + std::to_string(i));
    story.advance(minutes{10});
    CHECK_THAT(open(story, kBob), Contains("… and 35 more") && Contains("INC-60") && !Contains("INC-1 "));
    CHECK_THAT(open(story, kCarol), Contains("Your incidents") && Contains("… and 35 more"));
    story.all_was_expected();
}

TEST_CASE("an incident is declared from it by the button, and guests have none") {
    Story story;
    open(story, kCarol);
    const std::string tab = story.slack().home(kCarol)->id;
    story.slack().fail_next("views.open", Fault::api_error("expired_trigger_id"));
    story.press_in_view(kCarol, tab, "tocsin.open_form.declare");
    CHECK(story.slack().form(kCarol) == nullptr);
    story.press_in_view(kCarol, tab, "tocsin.open_form.declare");
    CHECK_THAT(story.form_text(kCarol), Contains("What is wrong?"));
    story.submit(kCarol, {{"title", {"Login is slow"}}});
    CHECK(story.incident(1).title == "Login is slow");
    story.advance(seconds{10});
    CHECK_THAT(story.home_text(kCarol), Contains("Your incidents") && Contains("Login is slow"));
    CHECK_THAT(story.slack().home(kCarol)->view, Contains("tocsin.open_form.declare"));
    open(story, kGuest);
    CHECK_THAT(story.slack().home(kGuest)->view, !Contains("tocsin.open_form"));
    story.says(story.direct(kCarol), {"/incident declare", "declared: Login is slow"});
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined"});
}

TEST_CASE("each publishing names the version that it replaces, and what another program has published is replaced") {
    Story story;
    open(story, kBob);
    const auto first = story.slack().home(kBob)->hash;
    story.declare(kCarol, "sev3 Search is slow");
    story.advance(seconds{10});
    CHECK_THAT(story.slack().calls("views.publish").back().arguments, Contains(first));
    const auto before = published(story);
    CHECK(story.deliver(story.slack().event(R"({"type":"app_home_opened","user":"U0BOB","channel":"D0BOB","tab":"home","event_ts":"1794000700.000100",)"
                                            R"("view":{"id":"V0OTHER","type":"home","hash":"1794000700.other"}})")).status == 200);
    story.advance(seconds{10});
    CHECK(published(story) > before);
    CHECK_THAT(story.home_text(kBob), Contains("Search is slow"));
}

TEST_CASE("a task outlives its incident on the Home tab of whoever has it, and is ticked off there") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "task write to the vendor @U0BOB");
    story.type(kBob, channel, "resolve over");
    story.type(kBob, channel, "close");
    CHECK_THAT(open(story, kBob), Contains("write to the vendor") && Contains("Lately over") && Contains("Get the draft") && Contains("no owner yet"));
    story.press_in_view(kBob, story.slack().home(kBob)->id, "tocsin.finish_item.1");
    CHECK(story.incident(1).tasks[0].done);
    story.advance(seconds{5});
    CHECK_THAT(story.home_text(kBob), !Contains("write to the vendor"));
    story.press_in_view(kBob, story.slack().home(kBob)->id, "tocsin.say.1");
    story.says(story.direct(kBob), {"comes to you as a direct message", ""});
    CHECK(story.slack().calls("files.completeUploadExternal").size() == 1);
    CHECK_THAT(open(story, kCarol), !Contains("Lately over"));
    story.all_was_expected();
}

TEST_CASE("nothing is left to do of what was no incident") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "task write to the vendor @U0BOB");
    story.type(kBob, channel, "cancel it was a test");
    CHECK_THAT(open(story, kBob), !Contains("write to the vendor"));
    story.all_was_expected();
}

TEST_CASE("what becomes overdue is shown as that at once, on its owner's tab alone, though nothing else happens") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "task roll back @U0BOB due 20:45");
    CHECK_THAT(open(story, kBob), Contains("roll back") && !Contains("overdue since"));
    open(story, kCarol);
    // Nobody's tab is watched any more.
    story.advance(hours{4} + minutes{10});
    const auto before = published(story);
    story.advance(minutes{6});
    CHECK_THAT(story.home_text(kBob), Contains("overdue since"));
    CHECK(published(story) == before + 1);
    story.advance(hours{2});
    CHECK(published(story) == before + 1);
    story.all_was_expected();
}
