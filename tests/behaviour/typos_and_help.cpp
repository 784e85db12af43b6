// Typed on a phone, half asleep.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a typo is answered with the nearest verb and the person's own text") {
    Story story;
    const auto channel = story.declare(kBob, "SEV-2 Checkout is failing");
    CHECK(story.incident(1).severity == tocsin::Severity::sev2);
    CHECK_THAT(story.type(kBob, channel, "reslove all good"), Contains("resolve") && Contains("all good"));
    CHECK_THAT(story.type(kBob, channel, "sev 9"), Contains("1") && Contains("5"));
    CHECK_THAT(story.type(kBob, channel, "status fine"), Contains("identified"));
    CHECK_THAT(story.type(kBob, kGeneral, "note where am I"), Contains("not an incident's channel") && Contains("INC-42"));
    CHECK_THAT(story.type(kBob, kGeneral, "note INC-77 hello"), Contains("There is no INC-77"));
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    CHECK(story.count(1, "note_added") == 0);
}

TEST_CASE("help is a menu, help of a verb has examples, and odd spelling is understood") {
    Story story;
    CHECK_THAT(story.type(kCarol, kGeneral, "help"), Contains("declare") && Contains("resolve"));
    CHECK_THAT(story.type(kCarol, kGeneral, "help sev"), Contains("/incident sev 1"));
    CHECK_THAT(story.type(kCarol, kGeneral, ""), Contains("declare"));
    const auto channel = story.declare(kCarol, "SEV2 “Login – is slow” —service login");
    CHECK(story.incident(1).service.value == "login");
    CHECK(story.incident(1).severity == tocsin::Severity::sev2);
    CHECK_THAT(story.type(kCarol, channel, ""), Contains("INC-1"));
    story.type(kCarol, channel, "STATUS Identified it is the database");
    CHECK(story.incident(1).status == tocsin::Status::identified);
    story.says(channel, {"it is the database"});
}

TEST_CASE("a bare time is the latest past one in the person's zone, echoed with its date") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    CHECK_THAT(story.type(kCarol, channel, "note deploy went out --at 10m ago"), Contains("Time understood as"));
    const auto events = story.timeline(1);
    CHECK(events.back().occurred_at <= story.now() - minutes{10});
    CHECK(events.back().recorded_at > events.back().occurred_at);
    story.says(channel, {"deploy went out"});
}
