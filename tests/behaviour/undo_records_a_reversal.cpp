// `undo` takes back the person's own newest change within five minutes, as a new event that names the old one.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("undo records a reversal and leaves the record as it was") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "sev 1 everything");
    story.type(kBob, channel, "undo");
    CHECK(story.incident(1).severity == tocsin::Severity::sev2);
    const auto events = story.timeline(1);
    CHECK(events.back().corrects.has_value());
    CHECK(story.count(1, "severity_changed") == 2);
    CHECK_THAT(story.card_text(1), Contains("SEV2"));
    story.says(channel, {"SEV2 → SEV1", "↩"});
}

TEST_CASE("undo takes back nobody else's change, and nothing old") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "status identified");
    story.type(kCarol, channel, "join");
    CHECK_THAT(story.type(kCarol, channel, "undo"), Contains("You changed no status"));
    story.advance(minutes{6});
    CHECK_THAT(story.type(kBob, channel, "undo"), Contains("You changed no status"));
    story.type(kBob, channel, "note wrong channel");
    story.type(kBob, channel, "undo");
    CHECK(story.count(1, "note_withdrawn") == 1);
    CHECK_THAT(story.type(kBob, channel, "undo"), Contains("You changed no status"));
    CHECK(story.incident(1).status == tocsin::Status::identified);
    story.says(channel, {"identified", "joined", "wrong channel", "took back the note"});
}
