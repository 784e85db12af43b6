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
    CHECK_THAT(story.type(kBob, kGeneral, "task list INC-1"), Contains("✓ #1") && !Contains("canary"));
    CHECK_THAT(story.type(kBob, channel, "task done 1"), Contains("done already"));
    CHECK_THAT(story.type(kBob, channel, "task done 7"), Contains("There is no task #7"));
    CHECK_THAT(story.type(kBob, channel, "followup list --overdue"), Contains("No overdue"));
    story.type(kBob, channel, "resolve rolled back");
    story.advance(hours{72});
    CHECK_THAT(story.type(kBob, channel, "followup list --overdue"), Contains("#2 add a canary") && Contains("overdue since"));
    story.type(kCarol, channel, "followup done 2");
    CHECK(story.count(1, "task_done") == 2);
    story.says(channel, {"task #1: roll back — owner carol", "follow-up #2: add a canary", "task #1 is done", "resolved", "follow-up #2 is done"});
    story.says(kUpdates, {"Resolved"});
    // Told when it was given, and reminded on Monday: both say now that it is done.
    story.says(story.direct(kCarol), {"✓ roll back", "✓ add a canary", "✓ add a canary"});
}

TEST_CASE("whoever is given a task hears of it once, and ticks it off where they read of it") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "task roll back <@U0CAROL> due in 1h");
    story.type(kBob, channel, "task my own @U0BOB");
    story.type(kBob, channel, "task nobody's yet");
    const auto direct = story.direct(kCarol);
    story.says(direct, {"bob gave you task #1 of *INC-1* · Checkout is failing"});
    CHECK(story.press_newest(kCarol, direct, "tocsin.finish_item") == "");
    CHECK(story.incident(1).tasks[0].done);
    const auto message = story.slack().messages(direct).front();
    CHECK_THAT(readable(message.text, message.blocks), Contains("✓ roll back") && Contains("done by carol"));
    CHECK(story.slack().buttons(direct, message.ts).empty());
    CHECK(story.slack().messages(direct).size() == 1);
    // Who gave it to themselves was told nothing, and is told nothing when it is done.
    story.type(kCarol, channel, "task done 2");
    story.says(channel, {"task #1: roll back", "task #2", "task #3", "carol · task #1 is done", "carol · task #2 is done"});
}

TEST_CASE("an open task stands on the card with a button, and one press does it however often it comes") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "task roll back");
    story.type(kBob, channel, "followup alert on depth");
    CHECK_THAT(story.card_text(1), Contains("☐ #1 roll back") && Contains("☐ follow-up #2 alert on depth"));
    CHECK(story.press_card(kBob, 1, "tocsin.finish_item.1") == "");
    story.deliver(story.last_request());
    CHECK(story.count(1, "task_done") == 1);
    CHECK_THAT(story.card_text(1), !Contains("roll back"));
    // Somebody else looked at the card as it was before.
    story.type(kBob, channel, "followup done 2");
    story.says(channel, {"task #1: roll back", "follow-up #2", "task #1 is done", "follow-up #2 is done"});
}

TEST_CASE("many tasks are counted on the card") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    for (int i = 0; i < 8; ++i) story.type(kBob, channel, "task number " + std::to_string(i));
    CHECK_THAT(story.card_text(1), Contains("number 4") && !Contains("number 5") && Contains("… and 3 more"));
    story.all_was_expected();
}

TEST_CASE("a task that was made of a message stands on the timeline where the message was written") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "Somebody must warn support");
    const auto written = story.now();
    story.advance(minutes{10});
    story.slack().react(kBob, channel, ts, "star");
    story.deliver_events();
    REQUIRE(story.count(1, "task_added") == 1);
    CHECK(story.timeline(1).back().occurred_at <= written);
    story.all_was_expected();
}

TEST_CASE("a time that was not understood is said, and what is done is what was named") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "followup runbook for this @carol due next week"), Contains("No time was understood after “due”") && Contains("due friday"));
    CHECK_THAT(story.type(kBob, channel, "task the payment is due and nobody knows how to pay"), !Contains("No time was understood"));
    CHECK_THAT(story.type(kBob, channel, "task done 1"), Contains("#1 is a follow-up, not a task.") && Contains("followup done 1"));
    CHECK_THAT(story.type(kBob, channel, "followup done 1"), Contains("done"));
    story.all_was_expected();
}

TEST_CASE("whoever can do nothing gets no role") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().say(kGuest, kGeneral, "<@U0TOCSIN> help");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "lead <@U0GUEST>"), Contains("is a guest of this workspace") && Contains("Give the role to a member"));
    CHECK(story.incident(1).role(tocsin::Role::lead).empty());
    story.all_was_expected();
}

TEST_CASE("who and until when are no task") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "task due tomorrow"), Contains("What is to be done? Until when comes after it."));
    CHECK_THAT(story.type(kBob, channel, "task @carol"), Contains("What is to be done? Who does it comes after it."));
    CHECK(story.count(1, "task_added") == 0);
    CHECK_THAT(story.type(kBob, channel, "task due diligence for the vendor"), Contains("task #1"));
    story.all_was_expected();
}
