// Snooze: every page of the incident that waits is silent, for twelve hours at most.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("what was acknowledged can be snoozed: it is not asked about again before") {
    Story story(kShopFile);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    story.type(kBob, channel, "page checkout --yes");
    story.type(kBob, channel, "ack");
    CHECK_THAT(story.type(kBob, channel, "snooze 5m"), Contains("nobody is paged before that time anyway"));
    CHECK_THAT(story.type(kBob, channel, "snooze 2h"), Contains("The page is silent until"));
    story.advance(minutes{119});
    CHECK(story.count(1, "page_resumed") == 0);
    story.advance(minutes{2});
    CHECK(story.count(1, "page_resumed") == 1);
    story.type(kBob, channel, "ack");
    story.texts("+12025550143", {"INC-1"});
    story.all_was_expected();
}

TEST_CASE("snooze silences every waiting page, and nobody for longer than a night") {
    Story story(kShopFile);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    CHECK_THAT(story.type(kBob, channel, "snooze 30m"), Contains("nothing to snooze"));
    story.type(kBob, channel, "page checkout --yes");
    story.type(kBob, channel, "page @U0CAROL --yes");
    CHECK_THAT(story.type(kBob, channel, "snooze 13h"), Contains("12 hours at most"));
    CHECK(story.count(1, "page_snoozed") == 0);
    CHECK_THAT(story.type(kBob, channel, "snooze 30m"), Contains("The pages are silent until"));
    for (const auto& page : story.incident(1).pages) CHECK(page.phase == tocsin::PagePhase::snoozed);
    story.advance(minutes{29});
    story.says(story.direct(kBob), {"Snoozed until"});
    story.says(story.direct(kCarol), {"Snoozed until"});
    story.type(kBob, channel, "ack");
    story.says(channel, {"page to *checkout*", "paging bob", "page to *carol*", "paging carol", "snoozed until", "snoozed until", "acknowledged by", "lead"});
}
