// What an escalation must not forget when it begins anew, is answered in between, or reaches somebody twice.
#include "tests/unit/core/escalation_desk.hpp"

using namespace tocsin;
using namespace tocsin::escalation::testing;

namespace {

bool holds(const Log& log, const std::string& line) { return std::ranges::find(log, line) != log.end(); }

}  // namespace

TEST_CASE("a channel that was told may still answer, so the next step waits for its time") {
    Desk desk;
    desk.rules = {{0min, Means::slack}};
    desk.plan.policy.steps = {step({person("ann"), {TargetKind::channel, "C0PAY"}}, 5min), step({person("bob")}, 5min)};
    desk.page();
    desk.take();
    desk.now = kStart + 1min;
    const auto& told = desk.state().notifications;
    const auto to_ann = std::ranges::find(told, person("ann"), &Notification::target)->number;
    desk.comes_to(to_ann, NotificationState::failed);
    CHECK(desk.take().empty());
    desk.until(5min);
    CHECK(holds(desk.take(), "03:05 page P1, step 2: paging bob"));
}

TEST_CASE("whom a step names twice is told once") {
    Desk desk;
    desk.on_call["first"] = {PersonId("ann")};
    desk.plan.policy.steps = {step({schedule("first"), person("ann")}, 5min)};
    desk.page();
    CHECK(desk.take() == Log{"03:00 page P1, step 1: paging ann", "03:00 person:ann by slack"});
}

TEST_CASE("one schedule or person is told three times, five minutes apart, then the fallback") {
    Desk desk;
    desk.rules = {{0min, Means::slack}};
    desk.plan.policy = escalation::direct_policy(person("ann"), {person("cid")});
    desk.page();
    desk.until(1h);
    CHECK(desk.take() == Log{"03:00 page P1, step 1: paging ann", "03:00 person:ann by slack",
                             "03:05 page P1: nobody has acknowledged; from the first step again (repeat 1)", "03:05 page P1, step 1, repeat 1: paging ann",
                             "03:05 person:ann by slack", "03:10 page P1: nobody has acknowledged; from the first step again (repeat 2)",
                             "03:10 page P1, step 1, repeat 2: paging ann", "03:10 person:ann by slack",
                             "03:15 page P1: nobody has acknowledged, and there is no further step; paging the fallback, cid", "03:15 person:cid by slack"});
    CHECK(desk.state().state == "unanswered");
}

TEST_CASE("a round in which nobody was on call is not repeated, whatever the one before reached") {
    Desk desk;
    desk.on_call["first"] = {PersonId("ann")};
    desk.plan.policy.steps = {step({schedule("first")}, 5min)};
    desk.plan.policy.repeat = 5;
    desk.plan.policy.fallback = {person("cid")};
    desk.page();
    desk.on_call.clear();
    desk.until(5min);
    CHECK(desk.state().phase == PagePhase::exhausted);
    CHECK(desk.state().round == 1);
}

TEST_CASE("an acknowledgement in the middle of a step leaves nobody to tell, and one of a snoozed page holds") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann"), {TargetKind::channel, "C0PAY"}}, 5min)};
    desk.put(event::Declared{"Checkout is failing", Severity::sev1, Status::investigating, {}, false, true, false});
    desk.put(event::PageRequested{"P1", "payments", "tocsin", {}, false, "policy:payments", "v1", oncall::Urgency::high});
    desk.put(event::PageStepFired{"P1", 0, 0, {PersonId("ann")}, {"channel:C0PAY"}, kStart + 5min});
    desk.acknowledge();
    CHECK(desk.state().others.empty());

    Desk snoozed;
    snoozed.plan.policy.steps = {step({person("ann")}, 5min)};
    snoozed.page();
    snoozed.put(event::PageSnoozed{"P1", kStart + 1h});
    CHECK(snoozed.state().notifications.front().state == NotificationState::withdrawn);
    snoozed.acknowledge();
    CHECK(snoozed.state().phase == PagePhase::acknowledged);
    CHECK(snoozed.wake_at() == kStart + 30min);
}

TEST_CASE("what begins anew has all its rounds again") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 5min)};
    desk.plan.policy.repeat = 1;
    desk.page();
    desk.until(6min);
    desk.acknowledge();
    desk.take();
    desk.until(42min);
    const auto log = desk.take();
    CHECK(holds(log, "03:36 page P1, step 1: paging ann"));
    CHECK(holds(log, "03:41 page P1, step 1, repeat 1: paging ann"));
}

TEST_CASE("only what its own person does puts the end of an acknowledgement off") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 5min)};
    desk.page();
    desk.acknowledge();
    desk.until(20min);
    desk.put(event::NoteAdded{"somebody else's"}, ActorId("slack:T1:UBOB"));
    CHECK(desk.wake_at() == kStart + 30min);
}
