// What becomes of messages that were under way when somebody acknowledged: the record and the card say it, the channel is left
// in peace.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;
using tocsin::NotificationState;

namespace {

/// Bob has had the message in Slack and the text message, and has acknowledged.
std::string acknowledged_after_sms(Story& story) {
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(story.direct(kBob), {"You are being paged for"});
    story.advance(seconds{61});
    story.texts(kBobPhone, {"INC-1"});
    story.type(kBob, channel, "ack");
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
    return channel;
}

NotificationState text_message(Story& story) { return story.incident(1).pages.front().notifications.at(1).state; }

/// The text message is under way when Bob acknowledges, and its answer is still to come.
std::string acknowledged_during_sms(Story& story, const Fault& fault) {
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(story.direct(kBob), {"You are being paged for"});
    story.twilio().fail_next("POST Messages.json", fault);
    story.advance(seconds{50});
    while (story.count(1, "notification_requested") < 2) story.advance_a_little();
    story.advance_a_little();
    story.type_at_once(kBob, channel, "ack");
    CHECK(text_message(story) == NotificationState::withdrawn);
    return channel;
}

}  // namespace

TEST_CASE("a text message that is delivered after the acknowledgement is shown as delivered") {
    Story story(on_call_by(kTeamFile));
    acknowledged_after_sms(story);
    CHECK(story.deliver(story.twilio().message_report(story.twilio().messages().front(), "delivered")).status == 204);
    story.settle();
    CHECK(text_message(story) == NotificationState::delivered);
    CHECK_THAT(story.card_text(1), Contains("Bob by sms: delivered") && Contains("acknowledged by Bob"));
    CHECK(story.incident(1).pages.front().state == "acknowledged");
}

TEST_CASE("a failure after the acknowledgement is on record and on the card, and the channel reads nothing of it") {
    Story story(on_call_by(kTeamFile));
    acknowledged_after_sms(story);
    CHECK(story.deliver(story.twilio().message_report(story.twilio().messages().front(), "undelivered", "30003")).status == 204);
    story.advance(minutes{20});
    CHECK(text_message(story) == NotificationState::failed);
    CHECK_THAT(story.card_text(1), Contains("Bob by sms: FAILED — the phone is switched off"));
}

TEST_CASE("an attempt that ends without an answer after the acknowledgement is not called `not sent`") {
    Story story(on_call_by(kTeamFile));
    const auto channel = acknowledged_during_sms(story, Fault::hang(true));
    story.advance(minutes{2});
    story.texts(kBobPhone, {"INC-1"});
    CHECK(text_message(story) == NotificationState::withdrawn);
    CHECK_THAT(story.card_text(1), Contains("Bob by sms: answered before it was confirmed — whether it went out is not known") && !Contains("not sent"));
    CHECK(story.deliver(story.twilio().message_report(story.twilio().messages().front(), "delivered")).status == 204);
    story.settle();
    CHECK_THAT(story.card_text(1), Contains("Bob by sms: delivered"));
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
}

TEST_CASE("what waits for another attempt when somebody acknowledges: not sent, or not known, as its last answer was") {
    for (const auto& [status, shown] : {std::pair{503, "Bob by sms: not sent, since it was answered before"},
                                        std::pair{500, "Bob by sms: answered before it was confirmed — whether it went out is not known: its answer was lost"}}) {
        Story story(on_call_by(kTeamFile));
        const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
        story.type(kAlice, channel, "page checkout --yes");
        story.says(story.direct(kBob), {"You are being paged for"});
        story.twilio().fail_all(Fault::http(status));
        story.advance(seconds{50});
        while (story.count(1, "notification_requested") < 2) story.advance_a_little();
        story.advance_a_little();
        story.type(kBob, channel, "ack");
        story.advance(minutes{5});
        CHECK(text_message(story) == NotificationState::withdrawn);
        CHECK_THAT(story.card_text(1), Contains(shown));
        story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
    }
}

namespace {

/// The message in Slack that pages Bob gets no answer, and Alice acknowledges before it is tried again.
std::string acknowledged_during_message(Story& story, const Fault& fault) {
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.slack().fail_next("chat.postMessage", fault);
    story.type_at_once(kAlice, channel, "page checkout --yes");
    while (story.count(1, "notification_requested") < 1) story.advance_a_little();
    story.advance_a_little();
    story.type_at_once(kAlice, channel, "ack");
    CHECK(story.incident(1).pages.front().notifications.front().state == NotificationState::withdrawn);
    return channel;
}

}  // namespace

TEST_CASE("a message in Slack whose answer was lost is found after the acknowledgement: it has no button any more, and says who has it") {
    for (const auto& fault : {Fault::drop_after(), Fault::hang(true)}) {
        Story story(on_call_by(kTeamFile));
        const auto channel = acknowledged_during_message(story, fault);
        story.advance(minutes{2});
        const auto direct = story.direct(kBob);
        const auto messages = story.slack().messages(direct);
        REQUIRE(messages.size() == 1);
        CHECK(story.slack().buttons(direct, messages[0].ts).empty());
        story.says(direct, {"acknowledged by Alice"});
        CHECK_THAT(story.card_text(1), Contains("Bob by slack: sent"));
        story.says(channel, {"page to *Checkout*", "paging Bob", "acknowledged by", "lead"});
    }
}

TEST_CASE("a message in Slack that was lost on its way is not posted after the acknowledgement, and the card says so") {
    Story story(on_call_by(kTeamFile));
    const auto channel = acknowledged_during_message(story, Fault::drop_before());
    story.advance(minutes{2});
    CHECK(story.slack().messages(story.direct(kBob)).empty());
    CHECK_THAT(story.card_text(1), Contains("Bob by slack: not sent, since it was answered before"));
    story.read([](const tocsin::store::Snapshot& view) { CHECK(view.tables().outbox.health().waiting == 0); });
    story.says(channel, {"page to *Checkout*", "paging Bob", "acknowledged by", "lead"});
}

TEST_CASE("killed while the message was under way, and acknowledged before anything else, the message is found all the same") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::hang(true));
    story.type_at_once(kAlice, channel, "page checkout --yes");
    while (story.count(1, "notification_requested") < 1) story.advance_a_little();
    story.advance_a_little();
    story.slack().fail_next("conversations.open", Fault::rate_limited(seconds{20}));
    story.crash(seconds{2});
    CHECK(story.command(R"({"text":"ack","incident":1})").status == 200);
    story.advance(minutes{2});
    const auto direct = story.direct(kBob);
    story.says(direct, {"acknowledged by Alice"});
    CHECK(story.slack().buttons(direct, story.slack().messages(direct).front().ts).empty());
    story.all_was_expected();
}

TEST_CASE("as long as Slack cannot be asked the card says that it is not known, once") {
    Story story(on_call_by(kTeamFile));
    const auto channel = acknowledged_during_message(story, Fault::drop_after());
    story.slack().fail_next("conversations.history", Fault::rate_limited(seconds{60}));
    story.advance(seconds{20});
    CHECK_THAT(story.card_text(1), Contains("Bob by slack: answered before it was confirmed — whether it went out is not known"));
    story.advance(minutes{2});
    CHECK_THAT(story.card_text(1), Contains("Bob by slack: sent"));
    CHECK(story.count(1, "notification_changed") == 2);
    story.says(story.direct(kBob), {"acknowledged by Alice"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "acknowledged by", "lead"});
}

namespace {

/// The answer to the message that pages Bob is lost and Slack cannot be asked for it: after three attempts the text message follows at once.
std::string given_up(Story& story, const Fault& fault) {
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.slack().fail_next("chat.postMessage", fault);
    for (int i = 0; i < 4; ++i) story.slack().fail_next("conversations.history", Fault::http(503));
    story.type_at_once(kAlice, channel, "page checkout --yes");
    while (story.count(1, "notification_requested") < 2) story.advance_a_little();
    CHECK(story.incident(1).pages.front().notifications.front().state == NotificationState::failed);
    return channel;
}

bool nothing_waits(Story& story) {
    bool out = false;
    story.read([&](const tocsin::store::Snapshot& view) { out = view.tables().outbox.health().waiting == 0; });
    return out;
}

}  // namespace

TEST_CASE("a message in Slack that was given up and had arrived is found, and loses its button when somebody answers") {
    Story story(on_call_by(kTeamFile));
    const auto channel = given_up(story, Fault::drop_after());
    story.advance(seconds{50});
    story.texts(kBobPhone, {"INC-1"});
    CHECK(story.incident(1).pages.front().notifications.front().state == NotificationState::sent);
    CHECK_THAT(story.card_text(1), Contains("Bob by slack: sent — it had arrived all the same"));
    const auto direct = story.direct(kBob);
    REQUIRE(story.slack().messages(direct).size() == 1);
    CHECK_FALSE(story.slack().buttons(direct, story.slack().messages(direct)[0].ts).empty());
    story.type(kAlice, channel, "ack");
    CHECK(story.slack().buttons(direct, story.slack().messages(direct)[0].ts).empty());
    story.says(direct, {"acknowledged by Alice"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "3 times", "acknowledged by", "lead"});
}

TEST_CASE("so does one that is answered before it is found, also after a crash") {
    Story story(on_call_by(kTeamFile));
    const auto channel = given_up(story, Fault::drop_after());
    story.crash();
    story.type(kAlice, channel, "ack");
    story.advance(minutes{6});
    const auto direct = story.direct(kBob);
    REQUIRE(story.slack().messages(direct).size() == 1);
    CHECK(story.slack().buttons(direct, story.slack().messages(direct)[0].ts).empty());
    CHECK(nothing_waits(story));
    story.says(direct, {"acknowledged by Alice"});
    story.texts(kBobPhone, {"INC-1"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "3 times", "acknowledged by", "lead"});
}

TEST_CASE("one that was lost on its way stays failed and is not posted any more") {
    Story story(on_call_by(kTeamFile));
    const auto channel = given_up(story, Fault::drop_before());
    story.advance(seconds{50});
    story.texts(kBobPhone, {"INC-1"});
    CHECK(story.slack().messages(story.direct(kBob)).empty());
    CHECK(story.incident(1).pages.front().notifications.front().state == NotificationState::failed);
    CHECK(nothing_waits(story));
    story.type(kAlice, channel, "ack");
    story.says(channel, {"page to *Checkout*", "paging Bob", "3 times", "acknowledged by", "lead"});
}

TEST_CASE("what was answered is not given up, however often Slack cannot be asked") {
    Story story(on_call_by(kTeamFile));
    const auto channel = acknowledged_during_message(story, Fault::drop_after());
    for (int i = 0; i < 5; ++i) story.slack().fail_next("conversations.history", Fault::http(503));
    story.advance(minutes{4});
    CHECK_THAT(story.card_text(1), Contains("Bob by slack: sent"));
    CHECK(story.count(1, "notification_changed") == 2);
    for (const auto& event : story.timeline(1))
        if (const auto* to = std::get_if<tocsin::event::NotificationChanged>(&event.body)) CHECK(to->state != NotificationState::failed);
    CHECK(story.slack().buttons(story.direct(kBob), story.slack().messages(story.direct(kBob)).front().ts).empty());
    story.says(story.direct(kBob), {"acknowledged by Alice"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "acknowledged by", "lead"});
}

TEST_CASE("a message that was under way at the acknowledgement is not called `not sent` while Slack cannot be asked") {
    Story story(on_call_by(kTeamFile));
    const auto channel = acknowledged_during_message(story, Fault::hang(true));
    CHECK_THAT(story.card_text(1), !Contains("whether it went out is not known"));
    story.slack().fail_next("conversations.history", Fault::rate_limited(seconds{60}));
    story.advance(seconds{20});
    CHECK_THAT(story.card_text(1), Contains("Bob by slack: answered before it was confirmed — whether it went out is not known") && !Contains("not sent"));
    story.advance(minutes{2});
    CHECK_THAT(story.card_text(1), Contains("Bob by slack: sent"));
    story.says(story.direct(kBob), {"acknowledged by Alice"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "acknowledged by", "lead"});
}

TEST_CASE("a message that was under way when the page was handed on loses its button as well") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::drop_after());
    story.type_at_once(kAlice, channel, "page checkout --yes");
    while (story.count(1, "notification_requested") < 1) story.advance_a_little();
    story.advance_a_little();
    story.type_at_once(kAlice, channel, "assign @carol");
    story.advance(seconds{30});
    const auto direct = story.direct(kBob);
    REQUIRE(story.slack().messages(direct).size() == 1);
    CHECK(story.slack().buttons(direct, story.slack().messages(direct).front().ts).empty());
    story.says(direct, {"Handed on"});
    story.says(story.direct(kCarol), {"You are being paged for"});
    story.says(channel, {"page to *Checkout*", "paging Bob", "handed on to Carol"});
}
