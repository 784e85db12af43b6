// A page of our own goes on before its time: `escalate` fires the next step, `assign` puts one person in place of all others.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

void by_tocsin(tocsin::handlers::Settings& settings) { on_call_by(shop_policy_file())(settings); }

std::string paged_bob(Story& story) {
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.type(kBob, channel, "page Checkout --yes");
    story.says(channel, {"page to *Checkout*", "paging Bob"});
    story.says(story.direct(kBob), {"You are being paged for"});
    return channel;
}

}  // namespace

TEST_CASE("escalate fires the next step at once, and goes on from there after a crash") {
    Story story(by_tocsin);
    const auto channel = paged_bob(story);
    CHECK_THAT(story.type(kBob, channel, "escalate nobody answers"), Contains("step 2: paging Alice"));
    story.says(channel, {"page P1 escalated by hand: nobody answers", "step 2: paging Alice"});
    story.says(story.direct(kAlice), {"You are being paged for"});
    CHECK(story.count(1, "page_step_fired") == 2);
    story.crash();
    // Bob's rules run on: the step before is not taken back.
    story.advance(seconds{70});
    story.texts(kBobPhone, {"INC-1"});
    story.texts(kAlicePhone, {"INC-1"});
    CHECK(story.count(1, "page_step_fired") == 2);
    CHECK_THAT(story.type(kBob, channel, "escalate"), Contains("paging the fallback"));
    story.says(channel, {"nobody has been notified", "escalated by hand", "paging the fallback, Alice"});
    story.says(story.direct(kAlice), {"You are being paged for"});
    CHECK_THAT(story.type(kBob, channel, "escalate"), Contains("has no further step"));
    story.type(kAlice, channel, "ack");
    story.says(channel, {"acknowledged by", "lead"});
    CHECK_THAT(story.type(kBob, channel, "escalate"), Contains("is acknowledged") && Contains("assign"));
}

TEST_CASE("assign pages that person by their rules; nothing more goes to the others") {
    Story story(by_tocsin);
    const auto channel = paged_bob(story);
    CHECK_THAT(story.type(kBob, channel, "assign @alice knows the database"), Contains("handed on to Alice: knows the database"));
    story.says(channel, {"page P1 handed on to Alice: knows the database"});
    story.says(story.direct(kAlice), {"You are being paged for"});
    const auto message = story.slack().messages(story.direct(kBob)).front();
    CHECK_THAT(readable(message.text, message.blocks), Contains("Handed on: Alice is being paged"));
    CHECK(story.slack().buttons(story.direct(kBob), message.ts).empty());
    story.advance(seconds{70});
    story.texts(kBobPhone, {});
    story.texts(kAlicePhone, {"INC-1"});
    // Nobody answers: the next step follows as long after it as it would have after the first.
    story.advance(minutes{3});
    CHECK(story.count(1, "page_step_fired") == 1);
    story.advance(minutes{1});
    CHECK(story.count(1, "page_step_fired") == 2);
    story.says(channel, {"nobody has been notified", "step 2: paging Alice"});
    story.says(story.direct(kAlice), {"You are being paged for"});
    story.type(kAlice, channel, "ack");
    story.advance(minutes{5});
    story.texts(kBobPhone, {});
    story.says(channel, {"acknowledged by", "lead"});
}

TEST_CASE("whoever has acknowledged can hand it on") {
    Story story(by_tocsin);
    const auto channel = paged_bob(story);
    story.type(kBob, channel, "ack");
    story.says(channel, {"acknowledged by", "lead"});
    story.type(kBob, channel, "assign @alice");
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::running);
    story.says(channel, {"handed on to Alice"});
    story.says(story.direct(kAlice), {"You are being paged for"});
    story.type(kAlice, channel, "ack");
    story.says(channel, {"acknowledged by"});
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::acknowledged);
}

TEST_CASE("somebody whom the on-call file does not know gets no page, and that is said") {
    Story story(by_tocsin);
    const auto channel = paged_bob(story);
    CHECK_THAT(story.type(kBob, channel, "assign @nobody-like-this"), Contains("Nobody here is known"));
    CHECK(story.count(1, "page_reassigned") == 0);
    story.type(kBob, channel, "ack");
    story.says(channel, {"acknowledged by", "lead"});
}

TEST_CASE("a page that PagerDuty delivers is escalated there, our own step besides") {
    Story story(by_tocsin);
    const auto channel = paged_bob(story);
    const auto alert = story.pagerduty().trigger(kPayments, "Slow").value();
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "merge INC-2 into INC-1");
    CHECK_THAT(story.type(kBob, channel, "escalate"), Contains("paging Alice") && Contains("asked in your name"));
    CHECK(story.pagerduty().incident(alert)->assignees == std::vector<std::string>{kPagerAlice});
    story.deliver_pagerduty();
    story.says(story.direct(kAlice), {"You are being paged for"});
    story.type(kAlice, channel, "ack");
    story.deliver_pagerduty();
    story.says(channel, {"took in incident 2", "PagerDuty: ", "escalated by hand", "step 2: paging Alice", "is to be escalated", "escalated to level 2", "acknowledged by", "lead", "from here"});
}
