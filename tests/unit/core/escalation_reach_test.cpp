// Whom a step reaches by what: rules that run on while later steps name the same people, people who have no rule at all, and a
// fallback to which nothing arrives.
#include "tests/unit/core/escalation_desk.hpp"

using namespace tocsin;
using namespace tocsin::escalation::testing;

namespace {

/// Each message of the page so far has failed, one after the other.
void all_fail(Desk& desk) {
    for (std::size_t i = 0; i < desk.state().notifications.size(); ++i) {
        const Notification one = desk.state().notifications[i];
        if (one.state != NotificationState::failed) desk.comes_to(one.number, NotificationState::failed);
    }
}

}  // namespace

TEST_CASE("whom the next step names again is told by the louder means at its time, counted from the first page") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 3min), step({person("ann"), person("bob")}, 3min)};
    desk.plan.policy.fallback = {person("ann")};
    desk.page();
    desk.until(12min);
    CHECK(desk.take() == Log{"03:00 page P1, step 1: paging ann", "03:00 person:ann by slack", "03:02 person:ann by sms", "03:03 page P1, step 2: paging ann, bob",
                             "03:03 person:bob by slack", "03:05 person:ann by call", "03:05 person:bob by sms",
                             "03:06 page P1: nobody has acknowledged, and there is no further step; paging the fallback, ann", "03:06 person:ann by slack",
                             "03:08 person:bob by call", "03:08 person:ann by sms", "03:11 person:ann by call"});
}

TEST_CASE("the rounds that fall within the rules add nothing; the first one after them begins anew") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 2min)};
    desk.plan.policy.repeat = 4;
    desk.page();
    desk.until(10min);
    std::vector<std::string> told;
    for (const auto& line : desk.take())
        if (line.find("person:ann") != std::string::npos) told.push_back(line);
    // Rounds at 03:02 and 03:04 find her rules running, the one at 03:06 does not.
    CHECK(told == Log{"03:00 person:ann by slack", "03:02 person:ann by sms", "03:05 person:ann by call", "03:06 person:ann by slack", "03:08 person:ann by sms"});
}

TEST_CASE("escalated by hand to somebody who is being told already: nothing is put off") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 5min), step({person("ann")}, 10min)};
    desk.page();
    desk.until(1min);
    desk.put(event::PageEscalated{"P1", {}, ""});
    desk.run();
    desk.take();
    desk.until(9min);
    CHECK(desk.take() == Log{"03:02 person:ann by sms", "03:05 person:ann by call"});
}

TEST_CASE("what was acknowledged and begins anew begins with the first rule, though the last was never reached") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 5min)};
    desk.page();
    desk.until(1min);
    desk.acknowledge();
    desk.take();
    desk.until(33min + 30s);
    CHECK(desk.take() == Log{"03:31 page P1: paging again, since whoever acknowledged it has not been heard of since", "03:31 page P1, step 1: paging ann",
                             "03:31 person:ann by slack", "03:33 person:ann by sms"});
}

TEST_CASE("a step whose people have no rule for this urgency is skipped at once; beside others they are left out") {
    Desk desk;
    desk.own_rules = {{"ann", {}}};
    desk.plan.policy.steps = {step({person("ann")}, 5min), step({person("ann"), person("bob")}, 5min)};
    desk.plan.policy.fallback = {person("ann")};
    desk.page();
    CHECK(desk.take() == Log{"03:00 page P1, step 1 skipped: nothing can be sent: no notification rule for high urgency has ann", "03:00 page P1, step 2: paging bob",
                             "03:00 person:bob by slack"});
    desk.until(5min);
    CHECK(desk.take().back() == "03:05 page P1: nobody has acknowledged, and there is no further step; nobody is left to page — call somebody");
    CHECK_FALSE(escalation::can_be_told(desk.state(), PersonId("ann"), desk.roster()));
}

TEST_CASE("a turn goes to somebody who can be told") {
    Desk desk;
    desk.own_rules = {{"ann", {}}};
    auto first = step({person("ann"), person("bob"), person("cid")}, 5min);
    first.assign = oncall::Assign::round_robin;
    desk.plan.policy.steps = {first};
    for (const auto& [turn, who] : {std::pair(0, "bob"), std::pair(1, "cid"), std::pair(2, "bob")}) {
        Desk one(desk);
        one.fired = turn;
        one.page();
        CHECK(one.take().front() == std::string("03:00 page P1, step 1: paging ") + who);
    }
}

TEST_CASE("the fallback has failed when its last message has, not while one is left or has arrived") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 10min)};
    desk.plan.policy.fallback = {person("bob"), person("cid")};
    desk.own_rules = {{"cid", {{1min, Means::sms}}}};
    desk.page();
    const auto failed = [&] { return escalation::fallback_has_failed(desk.state(), desk.roster()); };
    CHECK_FALSE(failed());
    desk.until(10min);
    for (int number = 1; number <= 3; ++number) desk.comes_to(number, NotificationState::delivered);
    CHECK_FALSE(failed());
    for (int number = 4; number <= 6; ++number) desk.comes_to(number, NotificationState::failed);
    // Cid's only rule is yet to come.
    CHECK_FALSE(failed());
    desk.until(11min);
    CHECK_FALSE(failed());
    desk.comes_to(7, NotificationState::failed);
    CHECK(failed());
    desk.comes_to(5, NotificationState::delivered);
    CHECK_FALSE(failed());
}

TEST_CASE("a channel of the fallback that takes it is somebody who may answer") {
    Desk desk;
    desk.plan.policy.steps = {step({schedule("empty")}, 5min)};
    desk.plan.policy.fallback = {person("bob"), {TargetKind::channel, "C0PAY"}};
    desk.page();
    all_fail(desk);
    CHECK(escalation::fallback_has_failed(desk.state(), desk.roster()));
    desk.comes_to(1, NotificationState::sent);
    CHECK_FALSE(escalation::fallback_has_failed(desk.state(), desk.roster()));
}
