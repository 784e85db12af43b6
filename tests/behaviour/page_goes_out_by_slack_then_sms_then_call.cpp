// Nobody answers: each means follows the one before at its minute, then the next person, then the fallback.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a page goes out by Slack, then by SMS, then by a call") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    CHECK_THAT(story.type(kAlice, channel, "page checkout database is full --yes"), Contains("is being paged"));
    const auto direct = story.direct(kBob);
    story.says(direct, {"You are being paged for"});
    CHECK_THAT(story.slack().messages(direct).front().blocks, Contains("database is full"));
    CHECK(story.slack().buttons(direct, story.slack().messages(direct).front().ts) == std::vector<std::string>{"tocsin.acknowledge_page"});
    story.advance(seconds{50});
    story.texts(kBobPhone, {});
    story.advance(seconds{11});
    story.texts(kBobPhone, {"INC-1 SEV1: Checkout is failing"});
    CHECK_THAT(story.twilio().messages().front().body, Contains("database is full, paged by Alice") && Catch::EndsWith("Reply ACK 1"));
    story.advance(minutes{2});
    story.calls(kBobPhone, {"Incident 1. Severity 1. Checkout is failing. database is full. Press 1 to acknowledge."});
    story.advance(minutes{7});
    story.texts(kDoraPhone, {"INC-1 SEV1"});
    story.advance(minutes{1});
    story.mails("dora@example.com", {"INC-1 SEV1: Checkout is failing"});
    CHECK_THAT(story.mail().mails().front().text, Contains("You are being paged for INC-1.") && Contains("database is full"));
    story.advance(minutes{1});
    story.calls(kDoraPhone, {"Press 1 to acknowledge"});
    CHECK(story.incident(1).pages.front().state == "sent");
    story.type(kBob, channel, "ack");
    CHECK(story.incident(1).pages.front().state == "acknowledged");
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "paging Dora", "acknowledged by", "lead"});
}
