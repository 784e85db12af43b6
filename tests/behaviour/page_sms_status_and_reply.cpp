// What comes back over the telephone: how a text message went, and "ACK 1" from the person it woke.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kPublic = "https://localhost:8443";

/// Bob has had the message in Slack and the text message.
std::string page_bob_by_sms(Story& story) {
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(story.direct(kBob), {"You are being paged for"});
    story.advance(seconds{61});
    story.texts(kBobPhone, {"INC-1"});
    return channel;
}

}  // namespace

TEST_CASE("the card says how far a text message has come, and an old report is no news") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob_by_sms(story);
    CHECK_THAT(story.card_text(1), Contains("sent, not confirmed as delivered") && Contains("Bob by sms: sent"));
    const auto message = story.twilio().messages().front();
    const auto delivered = story.twilio().message_report(message, "delivered");
    CHECK(story.deliver(delivered).status == 204);
    CHECK(story.deliver(story.twilio().message_report(message, "sent")).status == 204);
    CHECK(story.deliver(delivered).status == 204);
    story.settle();
    CHECK_THAT(story.card_text(1), Contains("Bob by sms: delivered") && Contains("nobody has acknowledged yet"));
    CHECK(story.incident(1).pages.front().state == "notified");
    CHECK(story.count(1, "notification_changed") == 3);
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified"});
}

TEST_CASE("what arrived before an acknowledgement says nothing of the round of paging that follows it") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob_by_sms(story);
    CHECK(story.deliver(story.twilio().message_report(story.twilio().messages().front(), "delivered")).status == 204);
    story.type(kBob, channel, "ack");
    CHECK(story.count(1, "page_unanswered") == 1);
    story.advance(minutes{31});
    REQUIRE(story.count(1, "page_resumed") == 1);
    story.advance(seconds{61});
    CHECK(story.count(1, "page_unanswered") == 2);
    CHECK(story.incident(1).pages.front().state == "sent");
    story.texts(kBobPhone, {"INC-1"});
    story.type(kBob, channel, "ack");
    story.all_was_expected();
}

TEST_CASE("a reply acknowledges as the person whose phone it is") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob_by_sms(story);
    const auto reply = story.twilio().reply(kBobPhone, " Ack 1. ", kPublic);
    const auto answer = story.deliver(reply);
    CHECK(answer.status == 200);
    CHECK_THAT(answer.body, Contains("<Message>You have INC-1."));
    CHECK(story.deliver(reply).body == answer.body);
    story.settle();
    CHECK(story.incident(1).pages.front().acknowledged_by.value == "slack:T0SANDBOX:U0BOB");
    const auto direct = story.slack().messages(story.direct(kBob)).front();
    CHECK_THAT(readable(direct.text, direct.blocks), Contains("acknowledged by Bob"));
    CHECK_THAT(story.deliver(story.twilio().reply(kBobPhone, "ACK 1", kPublic)).body, Contains("acknowledged already, by Bob"));
    CHECK_THAT(story.deliver(story.twilio().reply(kBobPhone, "who is this?", kPublic)).body, Contains("Reply ACK to take"));
    CHECK(story.deliver(story.twilio().reply("+4915112345678", "ACK 1", kPublic)).body.find("<Message>") == std::string::npos);
    story.advance(minutes{25});
    CHECK(story.count(1, "acknowledged") == 1);
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
}

TEST_CASE("a reply shows times on the person's own clock: the file's, else the one of their profile in Slack") {
    const auto carol_too = with(kTeamFile, "users: [bob]", "users: [[bob, carol]]");
    for (const auto& [file, shown] : {std::pair{carol_too, "2026-11-06 22:31 CET"},
                                      std::pair{with(carol_too, "phone: \"+12025550103\"", "phone: \"+12025550103\", time_zone: Asia/Tokyo"), "2026-11-07 06:31 JST"}}) {
        Story story(on_call_by(file));
        page_bob_by_sms(story);
        story.deliver(story.twilio().reply(kBobPhone, "ACK 1", kPublic));
        CHECK_THAT(story.deliver(story.twilio().reply("+12025550103", "ACK 1", kPublic)).body, Contains(std::string("acknowledged already, by Bob, at ") + shown + "."));
        story.settle();
        story.texts("+12025550103", {"INC-1"});
        story.all_was_expected();
    }
}

TEST_CASE("somebody who is not in Slack acknowledges by pressing 1") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob_by_sms(story);
    story.advance(minutes{12});
    story.calls(kBobPhone, {"Press 1"});
    story.texts(kDoraPhone, {"INC-1"});
    story.mails("dora@example.com", {"INC-1"});
    story.calls(kDoraPhone, {"Press 1"});
    const auto call = story.twilio().calls_to(kDoraPhone).front();
    CHECK(story.deliver(story.twilio().call_report(call, "in-progress")).status == 204);
    CHECK_THAT(story.deliver(story.twilio().press(call, "7")).body, Contains("That was not 1") && Contains("<Gather"));
    CHECK_THAT(story.deliver(story.twilio().press(call, "1")).body, Contains("<Say>You have INC-1."));
    story.settle();
    CHECK(story.incident(1).pages.front().acknowledged_by.value == "person:dora");
    CHECK_THAT(story.card_text(1), Contains("acknowledged by Dora") && Contains("Dora by call: delivered"));
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "paging Dora", "acknowledged by"});
}

TEST_CASE("an acknowledgement by telephone is told to PagerDuty as the person, who need not be in Slack") {
    Story story(kTeamFile);
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kAlice, kGeneral, "page INC-1 person:dora --yes");
    story.texts(kDoraPhone, {"INC-1"});
    // Also if an edit takes her out of the file meanwhile.
    std::string without_dora = kTeamFile;
    const auto from = without_dora.find("  - id: dora"), to = without_dora.find("  - {id: carol");
    without_dora.erase(from, to - from);
    story.edit_oncall(with(without_dora, "      - {notify: [\"person:dora\"], delay: 10m}\n", ""));
    story.deliver(story.twilio().reply(kDoraPhone, "ACK 1", kPublic));
    story.settle();
    CHECK(story.pagerduty().incident(alert)->acknowledgers == std::vector<std::string>{kPagerDora});
    story.all_was_expected();
}

TEST_CASE("whoever a page has reached may answer it, though an edit has taken them out of the file or changed their entry") {
    for (const auto& [edited, number] : {std::pair{with(kTeamFile, "slack: U0BOB, email: bob@example.com, phone: \"+12025550102\"",
                                                         "email: bob@example.com, phone: \"+12025550199\", notify: {high: [{after: 0m, by: sms}], low: [{after: 0m, by: email}]}"), kBobPhone},
                                         std::pair{with(with(kTeamFile, "id: bob,", "id: robert,"), "users: [bob]", "users: [robert]"), kBobPhone}}) {
        Story story(kTeamFile);
        page_bob_by_sms(story);
        story.edit_oncall(edited);
        CHECK_THAT(story.type(kAlice, kGeneral, "health"), !Contains("refused"));
        CHECK_THAT(story.deliver(story.twilio().reply(number, "ACK 1", kPublic)).body, Contains("You have INC-1"));
        story.settle();
        CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::acknowledged);
        story.all_was_expected();
    }
}

TEST_CASE("a telephone that was handed on opens nothing, and its answer is that of whom the page means") {
    Story story(kTeamFile);
    story.type(kAlice, kGeneral, "declare sev2 Payroll is wrong --private");
    story.type(kAlice, kGeneral, "page INC-1 person:dora --yes");
    story.texts(kDoraPhone, {"INC-1"});
    // Dora leaves, and Carol gets her number.
    auto without_dora = with(kTeamFile, "phone: \"+12025550103\"", std::string("phone: \"") + kDoraPhone + "\"");
    const auto from = without_dora.find("  - id: dora"), to = without_dora.find("  - {id: carol");
    without_dora.erase(from, to - from);
    story.edit_oncall(with(without_dora, "      - {notify: [\"person:dora\"], delay: 10m}\n", ""));
    CHECK_THAT(story.type(kAlice, kGeneral, "health"), !Contains("file was refused"));
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("There is no INC-1"));
    CHECK_THAT(story.deliver(story.twilio().reply(kDoraPhone, "ACK", kPublic)).body, Contains("You have INC-1"));
    story.settle();
    CHECK(story.incident(1).pages.front().acknowledged_by.value == "person:dora");
    CHECK_THAT(story.type(kCarol, kGeneral, "show INC-1"), Contains("There is no INC-1"));
    story.all_was_expected();
}

TEST_CASE("whoever was taken out of the file altogether answers by the button of their message") {
    // Carol is a member: nothing but the page gives her the right.
    const auto carols = with(kTeamFile, "users: [bob]", "users: [carol]");
    Story story(carols.c_str());
    story.type(kAlice, story.declare(kAlice, "sev1 Checkout is failing"), "page checkout --yes");
    const auto without_carol = with(carols, R"(  - {id: carol, name: Carol, slack: U0CAROL, phone: "+12025550103"}
)", "");
    story.edit_oncall(with(without_carol, "users: [carol]", "users: [alice]"));
    CHECK_THAT(story.type(kAlice, kGeneral, "health"), !Contains("refused"));
    story.restart();
    story.press_newest(kCarol, story.direct(kCarol), "tocsin.acknowledge_page");
    CHECK(story.incident(1).pages.front().acknowledged_by.value == "slack:T0SANDBOX:U0CAROL");
    story.all_was_expected();
}

TEST_CASE("a bad signature is 401 with the same bytes, and what is signed but no report is kept") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob_by_sms(story);
    auto request = story.twilio().reply(kBobPhone, "ACK 1", kPublic);
    auto forged = request;
    forged.body += "0";
    auto elsewhere = request;
    elsewhere.target = "/twilio/sms?x=1";
    auto unsigned_one = request;
    unsigned_one.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    for (const auto& bad : {forged, elsewhere, unsigned_one}) {
        const auto answer = story.deliver(bad);
        CHECK(answer.status == 401);
        CHECK(answer.body == R"({"ok":false,"error":"unauthenticated"})");
    }
    CHECK(story.incident(1).pages.front().state == "sent");
    CHECK(story.dead_letters() == 0);
    CHECK(story.deliver(story.twilio().signed_post(std::string(kPublic) + "/twilio/status/1/P1/2", {{"Hello", "x"}})).status == 200);
    CHECK(story.dead_letters() == 1);
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified"});
}
