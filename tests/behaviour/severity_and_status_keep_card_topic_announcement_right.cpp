// Whatever door a change comes through, card, topic and announcement show the newest state, edited in place.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("card, topic and announcement follow severity, status, lead and title") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "sev 1 everybody");
    story.type(kBob, channel, "lead @carol");
    story.type(kBob, channel, "lead <@U0CAROL>");
    story.type(kBob, channel, "status identified bad deploy");
    story.type(kBob, channel, "set title Payments are failing");
    const auto card = story.card_text(1);
    CHECK_THAT(card, Contains("SEV1") && Contains("identified") && Contains("carol") && Contains("Payments are failing"));
    CHECK_THAT(story.channel_of(1).topic, Contains("SEV1") && Contains("identified") && Contains("carol"));
    CHECK_THAT(story.announcement(1), Contains("SEV1") && Contains("identified") && Contains("carol") && Contains("Payments are failing"));
    CHECK(story.channel_of(1).pinned.size() == 1);
    CHECK(story.channel_of(1).has_member(kCarol));
    story.says(channel, {"SEV3 → SEV1", "lead: nobody → ", "bad deploy", "Payments are failing"});
    story.says(story.direct(kCarol), {"bob made you lead of *INC-1*"});
}

TEST_CASE("a burst of changes is drawn once, in its newest state") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    const auto versions_before = story.card(1).versions.size();
    for (const char* change : {"sev 2", "sev 1", "status identified", "status monitoring", "sev 4"}) story.type_at_once(kBob, channel, change);
    story.settle();
    CHECK_THAT(story.card_text(1), Contains("SEV4") && Contains("monitoring"));
    CHECK(story.card(1).versions.size() <= versions_before + 3);
    story.says(channel, {"SEV3 → SEV2", "SEV2 → SEV1", "identified", "monitoring", "SEV1 → SEV4"});
}
