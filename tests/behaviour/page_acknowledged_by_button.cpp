// One press of a button answers the page: the message says so in place, and nothing else goes out.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("acknowledging by the button edits the message and stops the rest") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    const auto direct = story.direct(kBob);
    story.says(direct, {"You are being paged for"});
    story.press_newest(kBob, direct, "tocsin.acknowledge_page");
    const auto message = story.slack().messages(direct).front();
    CHECK_THAT(readable(message.text, message.blocks), Contains("acknowledged by Bob"));
    CHECK(story.slack().buttons(direct, message.ts).empty());
    story.advance(minutes{25});
    CHECK(story.slack().messages(direct).size() == 1);
    story.says(channel, {"page to *Checkout*", "paging Bob", "acknowledged by", "lead"});
}

TEST_CASE("the message says that the incident is over") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    const auto direct = story.direct(kBob);
    story.says(direct, {"You are being paged for"});
    story.type(kAlice, channel, "resolve");
    const auto message = story.slack().messages(direct).front();
    CHECK_THAT(readable(message.text, message.blocks), Contains("The incident is resolved"));
    CHECK(story.slack().buttons(direct, message.ts).empty());
    story.advance(minutes{25});
    story.says(channel, {"page to *Checkout*", "paging Bob", "resolved"});
}

TEST_CASE("what waits for another attempt when somebody acknowledges is not sent") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(story.direct(kBob), {"You are being paged for"});
    story.twilio().fail_next("POST Messages.json", Fault::rate_limited(seconds{30}));
    story.advance(seconds{65});
    story.texts(kBobPhone, {});
    story.type(kBob, channel, "ack");
    story.advance(minutes{5});
    story.texts(kBobPhone, {});
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
}
