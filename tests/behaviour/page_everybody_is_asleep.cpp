// Everybody sleeps through every step: the fallback is told, and then the card says that nobody has it; a late answer still counts.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("everybody is asleep: every means of everybody, then the fallback, each once") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kCarol, "sev1 Checkout is failing");
    story.type(kCarol, channel, "page checkout --yes");
    story.advance(hours{2});
    story.says(story.direct(kBob), {"You are being paged for"});
    story.says(story.direct(kAlice), {"You are being paged for"});
    for (const char* phone : {kBobPhone, kDoraPhone, kAlicePhone}) {
        story.texts(phone, {"INC-1"});
        story.calls(phone, {"Press 1"});
    }
    story.mails("dora@example.com", {"INC-1"});
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::exhausted);
    CHECK_THAT(story.card_text(1), Contains("NOBODY has acknowledged, and every step was tried"));
    story.type(kAlice, channel, "ack");
    CHECK_THAT(story.card_text(1), Contains("acknowledged by Alice"));
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "paging Dora", "nobody has acknowledged, and there is no further step; paging the fallback, Alice", "acknowledged by", "lead"});
}
