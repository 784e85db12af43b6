// Who may do what; a denial is answered with the way to get there, and is on the record.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a member who did not join may note but not change the state, and the denial is on the record") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    CHECK_THAT(story.type(kCarol, channel, "status identified"), Contains("`status` is for") && Contains("`join`"));
    CHECK_THAT(story.type(kCarol, channel, "sev 1"), Contains("is for"));
    CHECK_THAT(story.type(kCarol, channel, "redact 2 a secret"), Contains("admin"));
    CHECK(story.count(1, "denied") == 3);
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    story.type(kCarol, channel, "note I see it too");
    story.type(kCarol, channel, "join");
    story.type(kCarol, channel, "status identified");
    CHECK(story.incident(1).status == tocsin::Status::identified);
    story.says(channel, {"I see it too", "joined", "identified"});
}

TEST_CASE("raising a severity is for a responder, lowering it for the lead or an operator") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "lead me");
    story.type(kCarol, channel, "join");
    story.type(kCarol, channel, "sev 2 it spreads");
    CHECK_THAT(story.type(kCarol, channel, "sev 4"), Contains("Lowering a severity is for the lead or an operator"));
    CHECK(story.incident(1).severity == tocsin::Severity::sev2);
    story.type(kBob, channel, "sev 4");
    CHECK(story.incident(1).severity == tocsin::Severity::sev4);
    CHECK(story.count(1, "denied") == 1);
    story.says(channel, {"lead", "joined", "SEV3 → SEV2", "SEV2 → SEV4"});
}

TEST_CASE("an update to stakeholders is for the lead, comms or an operator") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "lead me");
    story.type(kCarol, channel, "join");
    CHECK_THAT(story.type(kCarol, channel, "update all is well"), Contains("`update` is for"));
    story.type(kBob, channel, "role comms <@U0CAROL|carol>");
    story.type(kCarol, channel, "update we are on it");
    story.says(kUpdates, {"we are on it"});
    story.says(channel, {"lead", "joined", "comms", "we are on it"});
    story.says(story.direct(kCarol), {"made you comms"});
}
