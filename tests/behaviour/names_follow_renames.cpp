// People, user groups and channels are shown by the names that they have when somebody reads, never by ids.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("people, groups and channels within a captured text have names, also after a rename and a restart") {
    Story story;
    story.slack().add_user_group({"S0SRE", "sre", {kAlice}, false});
    story.slack().add_channel("C0PAYMENTS", "payments", {kAlice});
    story.slack().add_channel("G0BOARD", "board", {kAlice}, false, true);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "<@U0ALICE> of <!subteam^S0SRE> asks in <#C0PAYMENTS|>, not in <#G0BOARD|>");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    CHECK_THAT(story.command(R"({"text":"timeline","incident":1})").body, Contains("alice of @sre asks in #payments, not in #(a private channel)"));

    story.slack().rename_group("S0SRE", "reliability");
    story.slack().rename_as_user("C0PAYMENTS", "money");
    story.slack().rename_user(kAlice, "alice-b");
    story.deliver_events();
    const std::string renamed = "alice-b of @reliability asks in #money, not in #(a private channel)";
    CHECK_THAT(story.command(R"({"text":"timeline","incident":1})").body, Contains(renamed));
    story.restart();
    CHECK_THAT(story.command(R"({"text":"timeline","incident":1})").body, Contains(renamed));
    CHECK_THAT(story.api("GET", "/api/v1/incidents/1/postmortem").body, Contains("asks in") && Contains("(a private channel)") && !Contains("G0BOARD") && !Contains("S0SRE") && !Contains("C0PAYMENTS"));
}

TEST_CASE("a private channel has no name in what others read, though the bot is in it") {
    Story story;
    story.type(kBob, kGeneral, "declare sev2 Payroll is wrong --private");
    const auto hidden = story.channel_id(1);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kBob, channel, "see <#" + hidden + ">");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.slack().react(kBob, channel, ts, "star");
    story.deliver_events();
    CHECK(story.count(2, "message_captured") == 1);
    CHECK(story.count(2, "task_added") == 1);
    story.slack().rename_as_user(hidden, "payroll-again");
    story.deliver_events();
    for (const auto& text : {story.type(kCarol, channel, "timeline"), story.type(kCarol, channel, "task list"), story.api("GET", "/api/v1/incidents/2/postmortem").body})
        CHECK_THAT(text, Contains("(a private channel)") && !Contains("payroll"));
    story.all_was_expected();
}

TEST_CASE("marks in a name that nobody sees do not turn a line around") {
    Story story;
    story.slack().rename_user(kCarol, "\u202Ecarol\u200B");
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "here");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    const auto shown = story.type(kBob, channel, "timeline");
    CHECK_THAT(shown, Contains("carol here") && !Contains("\u202E") && !Contains("\u200B"));
}
