// `page --test @me` shows by which means somebody can be reached, and is no page: nobody has to answer, nothing escalates.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a test page comes by every means at once, and the card says how far each has come") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "page --test @me"), Contains("tried by slack, email, sms, call"));
    story.says(story.direct(kBob), {"TEST"});
    story.texts(kBobPhone, {"TEST INC-1"});
    story.calls(kBobPhone, {"This is a test."});
    story.mails("bob@example.com", {"TEST INC-1"});
    CHECK_THAT(story.card_text(1), Contains("Bob by sms: sent") && Contains("a test"));
    CHECK_FALSE(story.incident(1).time(tocsin::KeyTime::acknowledged));
    story.advance(hours{1});
    story.says(channel, {"test page to *Bob*"});
}

TEST_CASE("a test needs no incident: it is kept on a drill without a channel that is closed from the start") {
    Story story(on_call_by(kTeamFile));
    const auto answer = story.type(kBob, kGeneral, "page --test @me");
    CHECK_THAT(answer, Contains("tried by slack, email, sms, call, pagerduty, all at once") && Contains("/incident show INC-1"));
    story.says(story.direct(kBob), {"This is a test of how a page reaches you."});
    story.texts(kBobPhone, {"TEST INC-1: this is how a page reaches you. Nothing is wrong, and nothing is to be done. (P1-3)"});
    story.calls(kBobPhone, {"This is a test. Nothing is wrong, and nothing is to be done."});
    story.mails("bob@example.com", {"TEST INC-1"});
    CHECK_THAT(story.mail().mails().front().text, !Contains("being paged") && !Contains("ack"));
    CHECK_THAT(story.type(kBob, kGeneral, "show INC-1"), Contains("closed") && Contains("DRILL") && Contains("Bob by sms: sent"));
    CHECK_THAT(story.type(kBob, kGeneral, "list"), Contains("no such open incident"));
    CHECK_FALSE(story.has_channel(1));
    CHECK(story.slack().messages(kAnnounce).empty());
    story.advance(hours{1});
}

TEST_CASE("tests share one record, so that they use up one number of incidents, not one each") {
    Story story(on_call_by(kTeamFile));
    story.type(kBob, kGeneral, "page --test @me");
    story.restart();
    CHECK_THAT(story.type(kAlice, kGeneral, "page --test @me"), Contains("/incident show INC-1"));
    CHECK_THAT(story.type(kBob, kGeneral, "show INC-1"), Contains("Bob by sms: sent") && Contains("Alice by sms: sent"));
    CHECK_THAT(story.type(kBob, kGeneral, "declare sev3 Checkout is failing"), Contains("INC-2"));
    // Once somebody has made something else of it, the next test leaves it alone.
    story.type(kAlice, kGeneral, "reopen INC-1 a drill after all");
    CHECK_THAT(story.type(kBob, kGeneral, "page --test @me"), Contains("/incident show INC-3"));
    story.texts(kAlicePhone, {"TEST INC-1"});
    story.calls(kAlicePhone, {"This is a test."});
    story.mails("alice@example.com", {"TEST INC-1"});
    story.texts(kBobPhone, {"TEST INC-1", "TEST INC-3"});
    story.calls(kBobPhone, {"This is a test.", "This is a test."});
    story.mails("bob@example.com", {"TEST INC-1", "TEST INC-3"});
    story.all_was_expected();
}

TEST_CASE("a test goes to nobody else, and whom the file does not know is told by Slack alone") {
    Story story(on_call_by(kTeamFile));
    CHECK_THAT(story.type(kBob, kGeneral, "page --test @U0CAROL"), Contains("goes to yourself only"));
    Story without_file;
    CHECK_THAT(without_file.type(kCarol, kGeneral, "page --test @me"), Contains("does not know you"));
    without_file.says(without_file.direct(kCarol), {"This is a test page. Nothing is wrong"});
    CHECK_THAT(without_file.type(kCarol, kGeneral, "list all"), Contains("There is no such incident"));
}
