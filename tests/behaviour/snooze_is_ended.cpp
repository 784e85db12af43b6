// A snooze can be ended before its time, and `escalate` says how; and who may answer a page that is not their service's.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("escalate of a snoozed page says how to end the snooze, and that pages at once") {
    Story story(kShopFile);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    CHECK_THAT(story.type(kBob, channel, "snooze off"), Contains("No page of INC-1 is snoozed"));
    story.type(kBob, channel, "page checkout --yes");
    story.type(kBob, channel, "snooze 30m");
    CHECK_THAT(story.type(kBob, channel, "escalate"), Contains("page P1 is snoozed") && Contains("`snooze off`"));
    CHECK_THAT(story.type(kBob, channel, "snooze off"), Contains("paging begins again"));
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::running);
    story.says(story.direct(kBob), {"Snoozed until", "You are being paged"});
    story.says(channel, {"page to *checkout*", "paging bob", "snoozed until", "paging again, since the snooze was ended", "paging bob"});
    story.type(kBob, channel, "ack");
    story.says(channel, {"acknowledged by", "lead"});
}

TEST_CASE("whoever a later step of a page's own policy names may acknowledge, without the incident being of its service") {
    const auto file = with(kTeamFile, "{notify: [\"person:alice\"], delay: 10m}", "{notify: [\"person:carol\"], delay: 10m}");
    Story story(on_call_by(file));
    const auto channel = story.declare(kBob, "sev4 Something is odd");
    CHECK_THAT(story.type(kCarol, channel, "ack"), !Contains("acknowledged by"));
    story.type(kBob, channel, "page shop --yes");
    CHECK_THAT(story.type(kCarol, channel, "ack"), Contains("acknowledged by"));
    story.says(story.direct(kBob), {"acknowledged by"});
    story.says(channel, {"page to *shop*", "paging Bob", "acknowledged by", "lead"});
}

TEST_CASE("a name that is nothing is answered with all that there is") {
    Story story(kShopFile);
    CHECK_THAT(story.type(kBob, kGeneral, "oncall shoop"), Contains("no schedule, policy or service `shoop`") && Contains("Did you mean `shop`?"));
    CHECK_THAT(story.type(kBob, kGeneral, "oncall nope"), Contains("There are: shop, shop-policy, checkout; or `pagerduty:ID`"));
}
