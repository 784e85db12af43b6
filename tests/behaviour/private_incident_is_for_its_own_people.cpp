// A private incident has a private channel, no announcement, and is there for its own people and admins alone. To everybody else it does
// not exist, and whoever is paged, invited or given a role becomes one of its own.
#include <array>

#include "bot/slack/button_codec.hpp"
#include "bot/store/unit_of_work.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// Bob has declared INC-1 in private; its channel.
std::string declare_private(Story& story, const std::string& words = "sev2 Payroll was stolen") {
    story.type(kBob, kGeneral, "declare " + words + " --private");
    story.has_card(1);
    story.says(story.channel_id(1), {"joined"});
    return story.channel_id(1);
}

/// The same words as for an incident that does not exist.
void is_unknown_to(Story& story, const std::string& user, const std::string& before, const std::string& after = {}) {
    const auto of = [&](const std::string& name) { return story.type(user, kGeneral, before + name + after); };
    std::string missing = of("INC-77");
    for (auto at = missing.find("INC-77"); at != std::string::npos; at = missing.find("INC-77", at)) missing.replace(at, 6, "INC-1");
    CHECK(of("INC-1") == missing);
}

}  // namespace

TEST_CASE("a private incident has a private channel whose name says nothing, and is not announced") {
    Story story;
    const auto answer = story.type(kBob, kGeneral, "declare sev2 Payroll was stolen --private");
    CHECK_THAT(answer, Contains("private channel") && Contains("not announced"));
    const auto& channel = story.channel_of(1);
    CHECK(channel.is_private);
    CHECK(channel.name == "inc-1-private");
    CHECK(story.announcement(1).empty());
    CHECK_THAT(story.card_text(1), Contains("🔒") && Contains("private incident") && Contains("✓ channel") && !Contains("announce"));
    story.has_card(1);
    story.says(channel.id, {"joined"});
    story.type(kBob, channel.id, "update The police is told");
    CHECK(story.slack().messages(kUpdates).empty());
    story.says(channel.id, {"The police is told"});
}

TEST_CASE("whatever form its draft has, it says that the incident is private") {
    Story story;
    declare_private(story);
    story.declare(kBob, "sev3 Search is slow");
    for (const char* format : {"?format=md", "?format=html"}) {
        CHECK_THAT(story.api("GET", std::string("/api/v1/incidents/1/postmortem") + format).body, Contains("This incident is private."));
        CHECK_THAT(story.api("GET", std::string("/api/v1/incidents/2/postmortem") + format).body, !Contains("private"));
    }
    CHECK_THAT(story.api("GET", "/api/v1/incidents/1/postmortem?format=json").body, Contains(R"("private": true)"));
}

TEST_CASE("whoever is not one of its own gets the answer that nothing gets") {
    Story story;
    declare_private(story);
    for (const char* verb : {"show ", "timeline ", "join ", "postmortem ", "task list ", "ack ", "resolve "}) is_unknown_to(story, kCarol, verb);
    is_unknown_to(story, kCarol, "note ", " hello");
    is_unknown_to(story, kGuest, "show ");
    CHECK(story.type(kCarol, kGeneral, "list all").find("Payroll") == std::string::npos);
    CHECK_THAT(story.type(kAlice, kGeneral, "list"), Contains("INC-1") && Contains("(private)"));
    CHECK_THAT(story.type(kAlice, kGeneral, "show INC-1"), Contains("Payroll"));
    CHECK_THAT(story.type(kBob, kGeneral, "list mine"), Contains("Payroll"));
    CHECK(story.count(1, "denied") == 0);
    CHECK(story.count(1, "note_added") == 0);
}

TEST_CASE("what could not be said in its channel stands in the health of its own people alone") {
    Story story;
    const auto channel = declare_private(story);
    story.slack().fail_next("chat.postMessage", Fault::api_error("msg_too_long"));
    story.type(kBob, channel, "note the thief is known");
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("of INC-1"));
    CHECK_THAT(story.type(kCarol, kGeneral, "health"), Contains("1 given up") && !Contains("INC-1"));
    story.all_was_expected();
}

TEST_CASE("a role, an invitation into the channel and a page each make somebody one of its own") {
    Story story(kTeamFile);
    const auto channel = declare_private(story);
    story.type(kBob, channel, "role scribe <@U0CAROL|carol>");
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("Payroll"));
    story.type(kCarol, channel, "leave");
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("There is no INC-1"));
    story.slack().join_channel(kCarol, channel);
    CHECK_THAT(story.type(kCarol, channel, "show"), Contains("Payroll"));
    const auto events = story.deliver_slack_events();
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("Payroll"));
    for (const auto& event : events) story.deliver(event);
    CHECK(story.count(1, "access_given") == 1);
    story.tells(kCarol, {"Welcome to *INC-1*"});
    story.says(channel, {"scribe", "scribe: Carol → nobody", "left"});
    story.says(story.direct(kCarol), {"Bob made you scribe"});
}

TEST_CASE("whoever is given something there but may not see it reads only that they are wanted") {
    Story story;
    const auto channel = declare_private(story);
    story.type(kBob, channel, "task Call the bank about payroll @U0CAROL");
    story.type(kBob, channel, "postmortem owner @U0CAROL");
    story.type(kBob, channel, "task done 1");
    story.says(channel, {"Call the bank", "owner carol", "done"});
    const std::string is_wanted = "of a private incident that you cannot see";
    story.says(story.direct(kCarol), {is_wanted, is_wanted});
    for (const auto& message : story.slack().messages(story.direct(kCarol))) {
        CHECK_THAT(message.text + message.blocks, !Contains("payroll", Catch::CaseSensitive::No));
        CHECK_THAT(message.text + message.blocks, !Contains("INC-1"));
    }
}

TEST_CASE("whoever is paged reads what it is about and is invited; a shared channel reads only that there is something") {
    Story story(with(kTeamFile, "steps:\n      - {notify: [\"schedule:primary\"], delay: 5m}", "steps:\n      - {notify: [\"person:carol\", \"channel:C0GENERAL\"], delay: 5m}").c_str());
    const auto channel = declare_private(story);
    story.type(kBob, channel, "page policy:shop the thief is still here --yes");
    const auto told = story.slack().messages(story.direct(kCarol)).back();
    CHECK_THAT(readable(told.text, told.blocks), Contains("Payroll was stolen") && Contains("the thief"));
    CHECK(story.channel_of(1).has_member(kCarol));
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("Payroll"));
    const auto shared = story.slack().messages(kGeneral).back();
    CHECK_THAT(readable(shared.text, shared.blocks), Contains("a private incident") && !Contains("Payroll") && !Contains("thief"));
    CHECK_THAT(story.type(kAlice, kGeneral, "note INC-1 on my way"), Contains("on my way"));
    story.all_was_expected();
}

TEST_CASE("whoever reads a channel that was paged may take it there, and only there") {
    Story story(with(kTeamFile, "steps:\n      - {notify: [\"schedule:primary\"], delay: 5m}", "steps:\n      - {notify: [\"channel:C0GENERAL\"], delay: 5m}").c_str());
    story.type(kAlice, kGeneral, "declare sev2 Payroll was stolen --private");
    story.type(kAlice, story.channel_id(1), "page policy:shop --yes");
    CHECK_THAT(story.type(kBob, kGeneral, "ack INC-1"), Contains("There is no INC-1"));
    CHECK_THAT(story.press_newest(kCarol, kGeneral, "tocsin.acknowledge_page"), Contains("`ack` is for") && !Contains("Payroll"));
    story.press_newest(kBob, kGeneral, "tocsin.acknowledge_page");
    CHECK(story.count(1, "acknowledged") == 1);
    CHECK_THAT(story.type(kBob, kGeneral, "show INC-1"), Contains("Payroll"));
    CHECK(story.channel_of(1).has_member(kBob));
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("There is no INC-1"));
    story.all_was_expected();
}

TEST_CASE("what is private and what is not neither become one nor name each other") {
    Story story;
    const auto channel = declare_private(story);
    const auto open = story.declare(kBob, "sev3 Search is slow");
    CHECK_THAT(story.type(kBob, open, "related INC-1"), Contains("INC-1 is private") && Contains("Nothing was linked"));
    CHECK_THAT(story.type(kBob, open, "merge INC-1 into INC-2"), Contains("is private"));
    CHECK_THAT(story.type(kBob, open, "merge INC-2 into INC-1"), Contains("is private"));
    story.type(kBob, channel, "related INC-2");
    CHECK(story.count(1, "related_linked") == 1);
    CHECK(story.count(2, "related_linked") == 0);
    CHECK_THAT(story.type(kCarol, open, "related INC-1"), Contains("responder"));
    story.type(kCarol, open, "join");
    CHECK_THAT(story.type(kCarol, open, "related INC-1"), Contains("There is no INC-1"));
    CHECK_THAT(story.type(kCarol, open, "merge INC-1"), Contains("There is no INC-1"));
    story.says(channel, {"related to incident 2"});
    story.says(open, {"joined"});
}

TEST_CASE("a private incident stays so after a restart, and when the entry that said so was redacted") {
    Story story;
    const auto channel = declare_private(story);
    story.type(kAlice, channel, "redact 1 a name was in it");
    story.crash();
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("There is no INC-1"));
    CHECK_THAT(story.type(kBob, kGeneral, "show INC-1"), Contains("INC-1"));
    story.all_was_expected();
}

TEST_CASE("with private channels everywhere an incident is still everybody's") {
    Story story([](tocsin::handlers::Settings& settings) { settings.private_channels = true; });
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    CHECK(story.channel_of(1).is_private);
    CHECK(story.channel_of(1).name == "inc-1-checkout-is-failing");
    CHECK_THAT(story.type(kCarol, kGeneral, "join INC-1"), Contains("joined"));
    CHECK(story.channel_of(1).has_member(kCarol));
    story.says(channel, {"joined"});
}

TEST_CASE("whoever leaves the channel of a private incident, or is taken out of it, sees the incident no more") {
    Story story;
    const auto channel = declare_private(story);
    story.slack().join_channel(kCarol, channel);
    story.deliver_slack_events();
    CHECK_THAT(story.type(kCarol, kGeneral, "list"), Contains("Payroll"));
    story.type(kCarol, kGeneral, "join INC-1");
    CHECK_THAT(story.home_text(kCarol), !Contains("Payroll"));
    story.slack().open_home(kCarol);
    story.deliver_slack_events();
    CHECK_THAT(story.home_text(kCarol), Contains("Payroll"));
    story.slack().leave_channel(kCarol, channel);
    const auto left = story.deliver_slack_events();
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("There is no INC-1"));
    CHECK_THAT(story.type(kCarol, kGeneral, "list"), !Contains("Payroll"));
    story.advance(minutes{1});
    CHECK_THAT(story.home_text(kCarol), !Contains("Payroll"));
    CHECK(story.count(1, "access_ended") == 1);
    // She comes back, and that she had left is told once more, late.
    story.slack().join_channel(kCarol, channel);
    story.deliver_slack_events();
    for (const auto& event : left) story.deliver(event);
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("Payroll"));
    // Who has a role has it wherever they read.
    story.type(kBob, channel, "role scribe <@U0CAROL|carol>");
    story.slack().leave_channel(kCarol, channel);
    story.deliver_slack_events();
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("Payroll"));
    story.all_was_expected();
}

TEST_CASE("`--share` shows a private incident in its own channel, and nowhere else, whoever types it") {
    Story story;
    const auto channel = declare_private(story);
    story.declare(kCarol, "sev3 Search is slow");
    for (const char* user : {kAlice, kBob}) {
        INFO(user);
        CHECK_THAT(story.type(user, kGeneral, "show INC-1 --share"), Contains("Not everybody who reads this channel may see INC-1") && Contains("Leave out `--share`"));
        CHECK_THAT(story.type(user, kGeneral, "list --share"), Contains("INC-2") && !Contains("INC-1") && !Contains("Payroll"));
        CHECK_THAT(story.type(user, kGeneral, "list"), Contains("INC-1"));
        for (const char* command : {"timeline INC-1 --share", "task INC-1 list --share", "followup INC-1 list --share", "postmortem INC-1 --share", "import INC-1 list --share",
                                    "oncall load --share", "health --share", "list mine --share", "list all --share"})
            story.type(user, kGeneral, command);
    }
    for (const auto& message : story.slack().messages(kGeneral)) CHECK_THAT(readable(message.text, message.blocks), !Contains("Payroll") && !Contains("INC-1"));
    story.type(kBob, channel, "show --share");
    const auto shared = story.slack().messages(channel).back();
    CHECK_THAT(readable(shared.text, shared.blocks), Contains("Payroll"));
    story.all_was_expected();
}

TEST_CASE("that somebody left the channel of a private incident is found out within an hour where no event says so") {
    Story story;
    const auto channel = declare_private(story);
    story.slack().join_channel(kCarol, channel);
    story.deliver_slack_events();
    story.advance(minutes{10});
    story.slack().leave_channel(kCarol, channel);
    story.slack().take_events();
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("Payroll"));
    story.advance(hours{1});
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("There is no INC-1"));
    CHECK(story.count(1, "access_ended") == 1);
    // Whoever is there stays; and once it is over nobody asks any more.
    story.slack().join_channel(kCarol, channel);
    story.deliver_slack_events();
    story.advance(hours{3});
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("Payroll"));
    story.type(kBob, channel, "resolve found");
    story.type(kBob, channel, "close");
    story.advance(hours{2});
    const auto asked = story.slack().calls("conversations.members").size();
    story.advance(hours{5});
    CHECK(story.slack().calls("conversations.members").size() == asked);
    CHECK(story.count(1, "delivery_failed") == 0);
    story.all_was_expected();
}

TEST_CASE("whoever left the channel with a role sees the incident until the role is another's") {
    Story story;
    const auto channel = declare_private(story);
    story.slack().join_channel(kCarol, channel);
    story.deliver_slack_events();
    story.type(kBob, channel, "role scribe <@U0CAROL|carol>");
    story.type(kCarol, channel, "join");
    story.slack().leave_channel(kCarol, channel);
    story.deliver_slack_events();
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("Payroll"));
    story.type(kBob, channel, "role scribe me");
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("There is no INC-1"));
    CHECK_FALSE(story.incident(1).is_responder(tocsin::ActorId("slack:T0SANDBOX:U0CAROL")));
    story.all_was_expected();
}

TEST_CASE("of coming and going at the same instant the going counts, whichever is told last") {
    for (const bool going_first : {false, true}) {
        INFO(going_first);
        Story story;
        const auto channel = declare_private(story);
        const auto told = [&](const char* type) {
            return story.slack().event(R"({"type":")" + std::string(type) + R"(","user":"U0CAROL","channel":")" + channel + R"(","channel_type":"G","event_ts":"1794000700.000100"})");
        };
        for (const char* type : going_first ? std::array{"member_left_channel", "member_joined_channel"} : std::array{"member_joined_channel", "member_left_channel"})
            CHECK(story.deliver(told(type)).status == 200);
        story.settle();
        CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("There is no INC-1"));
        story.all_was_expected();
    }
}
