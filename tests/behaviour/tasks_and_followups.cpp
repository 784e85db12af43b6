// Tasks during the incident, follow-ups after it.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("tasks and follow-ups are numbered, owned, done and overdue") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "task roll back <@U0CAROL>");
    story.type(kBob, channel, "followup add a canary <@U0CAROL> due tomorrow");
    CHECK_THAT(story.type(kBob, channel, "task list"), Contains("☐ #1 roll back") && !Contains("canary"));
    story.type(kCarol, channel, "task done 1");
    CHECK_THAT(story.type(kBob, channel, "task list"), Contains("✓ #1"));
    CHECK_THAT(story.type(kBob, channel, "task done 1"), Contains("done already"));
    CHECK_THAT(story.type(kBob, channel, "task done 7"), Contains("There is no task #7"));
    CHECK_THAT(story.type(kBob, channel, "followup list --overdue"), Contains("No overdue"));
    story.type(kBob, channel, "resolve rolled back");
    story.advance(hours{72});
    CHECK_THAT(story.type(kBob, channel, "followup list --overdue"), Contains("#2 add a canary") && Contains("overdue since"));
    story.type(kCarol, channel, "followup done 2");
    CHECK(story.count(1, "task_done") == 2);
    story.says(channel, {"task #1: roll back — owner carol", "follow-up #2: add a canary", "task #1 is done", "resolved", "follow-up #2 is done"});
}
