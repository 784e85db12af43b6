// A means that fails for good is followed by the next one at once, and the channel reads why; an answer that got lost is looked
// for before anything is repeated.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string page_bob(Story& story) {
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    return channel;
}

}  // namespace

TEST_CASE("a refused text message is followed by the call at once, and the channel says why and how else") {
    Story story(on_call_by(kTeamFile));
    story.twilio().fail_next("POST Messages.json", Fault::api_error("Attempt to send to unsubscribed recipient", 21610));
    const auto channel = page_bob(story);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.advance(seconds{61});
    story.calls(kBobPhone, {"Press 1"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "notification 2 failed: this person replied STOP"});
    CHECK_THAT(story.card_text(1), Contains("Bob by sms: FAILED") && Contains("other contacts: the same phone +12025550102, e-mail bob@example.com"));
}

TEST_CASE("the carrier's refusal afterwards is a failure as well") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob(story);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.advance(seconds{61});
    story.texts(kBobPhone, {"INC-1"});
    CHECK(story.deliver(story.twilio().message_report(story.twilio().messages().front(), "undelivered", "30003")).status == 204);
    story.settle();
    story.calls(kBobPhone, {"Press 1"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "the phone is switched off or out of reach (30003)"});
}

TEST_CASE("Slack down: three attempts, and then the next means without waiting for its minute") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.slack().fail_all(Fault::http(503));
    CHECK(story.command(R"({"text":"page checkout --yes","incident":1})").status == 200);
    story.advance(seconds{30});
    story.texts(kBobPhone, {"INC-1"});
    CHECK(story.incident(1).pages.front().notifications.front().state == tocsin::NotificationState::failed);
    story.slack().clear_faults();
    CHECK(story.command(R"({"text":"ack","incident":1})").status == 200);
    story.advance(minutes{6});
    CHECK(story.direct(kBob).empty());
    story.says(channel, {"3 times"});
}

TEST_CASE("a text message whose answer was lost is not sent twice") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob(story);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.twilio().fail_next("POST Messages.json", Fault::drop_after());
    story.advance(seconds{75});
    story.texts(kBobPhone, {"INC-1"});
    CHECK_THAT(story.card_text(1), Contains("Bob by sms: sent"));
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified"});
}

TEST_CASE("a direct message whose answer was lost is not sent twice") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::drop_after());
    story.type(kAlice, channel, "page checkout --yes");
    story.advance(seconds{20});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.says(channel, {"page to *Checkout*", "paging Bob"});
}

TEST_CASE("an e-mail whose answer was lost comes again under the same Message-ID") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob(story);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.advance(minutes{10});
    story.texts(kBobPhone, {"INC-1"});
    story.calls(kBobPhone, {"Press 1"});
    story.texts(kDoraPhone, {"INC-1"});
    story.mail().fail_next({false, true, "the connection broke"}, true);
    story.advance(seconds{75});
    story.mails("dora@example.com", {"INC-1", "INC-1"});
    CHECK(story.mail().mails()[0].message_id == story.mail().mails()[1].message_id);
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "paging Dora"});
}

TEST_CASE("somebody acknowledges while the text message is on its way") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob(story);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.twilio().fail_next("POST Messages.json", Fault::hang(true));
    story.advance(seconds{50});
    for (int i = 0; i < 150 && story.twilio().messages().empty(); ++i) story.advance_a_little();
    CHECK(story.twilio().messages().size() == 1);
    story.type_at_once(kBob, channel, "ack");
    story.advance(minutes{25});
    story.texts(kBobPhone, {"INC-1"});
    CHECK(story.incident(1).pages.front().state == "acknowledged");
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
}

TEST_CASE("a call whose answer was lost does not ring twice") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob(story);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.twilio().fail_next("POST Calls.json", Fault::drop_after());
    story.advance(minutes{4});
    story.texts(kBobPhone, {"INC-1"});
    story.calls(kBobPhone, {"Press 1"});
    CHECK_THAT(story.card_text(1), Contains("Bob by call: sent — Twilio has it"));
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified"});
}

TEST_CASE("a call that never arrived at Twilio is made again, though another page has just called the same phone") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    const auto second = story.declare(kAlice, "sev1 Ledger is behind");
    story.type_at_once(kAlice, channel, "page checkout --yes");
    story.type_at_once(kAlice, second, "page checkout --yes");
    story.advance(seconds{100});
    story.says(story.direct(kBob), {"INC-1", "INC-2"});
    for (const auto& call : story.slack().calls("chat.postMessage")) CHECK(call.outcome == "ok");
    story.twilio().fail_next("POST Calls.json", Fault::drop_before());
    story.advance(minutes{2});
    story.texts(kBobPhone, {"INC-1", "INC-2"});
    story.calls(kBobPhone, {"Ledger is behind", "Checkout is failing"});
    for (int number : {1, 2}) CHECK_THAT(story.card_text(number), Contains("Bob by call: sent — Twilio is calling"));
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified"});
    story.says(second, {"page to *Checkout*", "paging Bob", "nobody has been notified"});
}

TEST_CASE("the phone reports a call whose answer was lost: it is not made again, whatever the list says") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob(story);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.twilio().fail_next("POST Calls.json", Fault::drop_after());
    story.twilio().fail_next("GET Calls.json", Fault::http(503));
    story.advance(seconds{150});
    while (story.twilio().calls().empty()) story.advance_a_little();
    CHECK(story.deliver(story.twilio().call_report(story.twilio().calls().front(), "ringing")).status == 204);
    story.advance(minutes{1});
    story.texts(kBobPhone, {"INC-1"});
    story.calls(kBobPhone, {"Press 1"});
    CHECK_THAT(story.card_text(1), Contains("Bob by call: sent"));
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified"});
}

TEST_CASE("a text message of an earlier round is not taken for the one whose answer was lost") {
    Story story(on_call_by(kTeamFile));
    const auto channel = page_bob(story);
    story.says(story.direct(kBob), {"You are being paged for"});
    story.advance(seconds{61});
    story.texts(kBobPhone, {"INC-1"});
    story.type(kBob, channel, "ack");
    story.twilio().fail_next("POST Messages.json", Fault::drop_before());
    story.advance(minutes{32});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.texts(kBobPhone, {"INC-1"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead", "paging again", "paging Bob", "nobody has been notified"});
}
