// The escalation of a page, event by event on a manual clock: who is told when, what is skipped, what ends it.
#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include <map>

#include "bot/base/time_format.hpp"
#include "bot/core/describe.hpp"
#include "bot/core/escalation.hpp"
#include "bot/core/incident.hpp"
#include "bot/core/page_fold.hpp"

using namespace tocsin;
using namespace std::chrono_literals;
using oncall::Means;
using oncall::PersonId;
using oncall::Target;
using oncall::TargetKind;

namespace {

const Time kStart = *parse_iso8601("2026-03-02T03:00:00Z");  // a Monday

/// One incident with one page, and a world in which people are on call or not.
class Desk {
public:
    Desk() {
        plan.policy.id = oncall::PolicyId("payments");
        plan.policy.zone = "UTC";
        rules = {{0min, Means::slack}, {2min, Means::sms}, {5min, Means::call}};
    }

    void page() {
        put(event::Declared{"Checkout is failing", Severity::sev1, Status::investigating, {}, false, true, false});
        put(event::PageRequested{"P1", "payments", "tocsin", {}, false, "policy:payments", "v1", oncall::Urgency::high});
        run();
    }
    /// Everything that is due at this instant; each answer as `HH:MM what`.
    void run() {
        for (int i = 0; i < 200; ++i) {
            auto body = escalation::next(state(), plan, roster(), now);
            if (!body) return;
            log.push_back(format_utc_second(now).substr(11, 5) + " " + words(*body));
            put(std::move(*body));
        }
        FAIL("it goes round for ever");
    }
    /// Lets time pass from one waking to the next.
    void until(Duration after) {
        const Time end = kStart + after;
        for (auto wake = wake_at(); wake && *wake <= end; wake = wake_at()) {
            REQUIRE(*wake > now);
            now = *wake;
            run();
        }
        now = end;
    }
    std::optional<Time> wake_at() const { return escalation::wake_at(state(), plan, roster()); }
    void put(EventBody body, ActorId actor = system_actor()) {
        count(body);
        fold(incident, {incident.number, EventSeq(incident.last_seq.value + 1), now, now, std::move(actor), Source("test"), {}, {}, std::move(body)});
    }
    void acknowledge(const std::string& who = "slack:T1:UANN") { put(event::Acknowledged{ActorId(who), {}}, ActorId(who)); }
    void comes_to(int number, NotificationState to) {
        put(event::NotificationChanged{"P1", number, to, "because"});
        run();
    }
    std::vector<std::string> take() { return std::exchange(log, {}); }
    const PageState& state() const { return *find_page(incident, "P1"); }

    escalation::Roster roster() const {
        return {[this](const oncall::ScheduleId& id) { return on_call.contains(id.value) ? on_call.at(id.value) : std::vector<PersonId>(); },
                [this](const PersonId&, oncall::Urgency) { return rules; },
                [this](const oncall::PolicyId&, int) { return fired; },
                [](const PersonId&) { return std::vector{Means::slack, Means::email, Means::call}; }};
    }

    Incident incident;
    escalation::Plan plan;
    std::vector<oncall::NotifyRule> rules;
    std::map<std::string, std::vector<PersonId>> on_call;
    std::int64_t fired = 0;
    Time now = kStart;
    std::vector<std::string> log;
    /// Each person's rules fire one after the other, from the first, each time a step reaches them.
    bool rules_in_order = true;

private:
    void count(const EventBody& body) {
        const auto begin = [this](const std::vector<PersonId>& people) {
            for (const auto& who : people) next_rule_[to_text(Target{TargetKind::person, who.value})] = 0;
        };
        if (const auto* fired_step = std::get_if<event::PageStepFired>(&body)) begin(fired_step->people);
        if (const auto* exhausted = std::get_if<event::PageExhausted>(&body)) begin(exhausted->people);
        if (const auto* told = std::get_if<event::NotificationRequested>(&body); told != nullptr && told->rule >= 0)
            rules_in_order &= next_rule_.contains(told->target) && next_rule_[told->target]++ == told->rule;
    }
    std::map<std::string, int> next_rule_;

    static std::string words(const EventBody& body) {
        if (const auto* told = std::get_if<event::NotificationRequested>(&body)) return told->target + " by " + std::string(name_of(told->by));
        return plain_text(describe(body));
    }
};

oncall::Step step(std::vector<Target> notify, Duration delay) { return {std::move(notify), delay, oncall::Assign::all, std::nullopt}; }
Target schedule(const std::string& id) { return {TargetKind::schedule, id}; }
Target person(const std::string& id) { return {TargetKind::person, id}; }

using Log = std::vector<std::string>;

}  // namespace

TEST_CASE("everybody sleeps: rules, steps, repeats, the fallback, and then silence is over") {
    Desk desk;
    desk.on_call["first"] = {PersonId("ann")};
    desk.plan.policy.steps = {step({schedule("first")}, 5min), step({person("bob")}, 10min)};
    desk.plan.policy.repeat = 1;
    desk.plan.policy.fallback = {person("cid")};
    desk.page();
    desk.until(2h);
    CHECK(desk.take() == Log{"03:00 page P1, step 1: paging ann", "03:00 person:ann by slack", "03:02 person:ann by sms",
                             "03:05 person:ann by call", "03:05 page P1, step 2: paging bob", "03:05 person:bob by slack",
                             "03:07 person:bob by sms", "03:10 person:bob by call",
                             "03:15 page P1: nobody has acknowledged; from the first step again (repeat 1)",
                             "03:15 page P1, step 1, repeat 1: paging ann", "03:15 person:ann by slack", "03:17 person:ann by sms",
                             "03:20 person:ann by call", "03:20 page P1, step 2, repeat 1: paging bob", "03:20 person:bob by slack",
                             "03:22 person:bob by sms", "03:25 person:bob by call",
                             "03:30 page P1: nobody has acknowledged, and there is no further step; paging the fallback, cid",
                             "03:30 person:cid by slack", "03:32 person:cid by sms", "03:35 person:cid by call"});
    CHECK_FALSE(desk.wake_at());
    // Also then it can be acknowledged.
    desk.acknowledge("slack:T1:UCID");
    CHECK(desk.state().phase == PagePhase::acknowledged);
}

TEST_CASE("escalated by hand, the next step fires at once; the rules of the one before run on") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 5min), step({person("bob")}, 5min)};
    desk.plan.policy.fallback = {person("cid")};
    desk.page();
    desk.until(1min);
    desk.take();
    desk.put(event::PageEscalated{"P1", {}, "no answer"});
    desk.run();
    CHECK(desk.take() == Log{"03:01 page P1, step 2: paging bob", "03:01 person:bob by slack"});
    desk.until(2min);
    CHECK(desk.take() == Log{"03:02 person:ann by sms"});
    desk.put(event::PageEscalated{"P1", {}, ""});
    desk.run();
    CHECK(desk.take() == Log{"03:02 page P1: nobody has acknowledged, and there is no further step; paging the fallback, cid", "03:02 person:cid by slack"});
    // Nothing is left, and nobody is asked twice.
    desk.put(event::PageEscalated{"P1", {}, ""});
    desk.run();
    CHECK(desk.take().empty());
    desk.acknowledge();
    desk.put(event::PageEscalated{"P1", {}, ""});
    desk.run();
    CHECK(desk.take().empty());
}

TEST_CASE("handed on, a page is one person's: their rules begin, the others' end, and the next step keeps its distance") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 5min), step({person("bob")}, 10min)};
    desk.page();
    desk.until(1min);
    desk.take();
    desk.put(escalation::reassign(desk.state(), desk.plan, PersonId("cid"), desk.now));
    desk.rules_in_order = true;
    CHECK(desk.state().notifications.front().state == NotificationState::withdrawn);
    desk.run();
    desk.until(10min);
    CHECK(desk.take() == Log{"03:01 person:cid by slack", "03:03 person:cid by sms", "03:06 person:cid by call", "03:06 page P1, step 2: paging bob",
                             "03:06 person:bob by slack", "03:08 person:bob by sms"});
    // Whoever acknowledged may hand it on as well.
    desk.acknowledge();
    desk.put(escalation::reassign(desk.state(), desk.plan, PersonId("ann"), desk.now));
    CHECK(desk.state().phase == PagePhase::running);
    CHECK(desk.state().acknowledged_by.empty());
    CHECK(desk.state().step_due == desk.now + 10min);
}

TEST_CASE("an acknowledgement in the second before a step stops everything") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 5min), step({person("bob")}, 5min)};
    desk.page();
    desk.until(4min + 59s);
    desk.acknowledge();
    desk.take();
    desk.until(29min);
    CHECK(desk.take().empty());
    CHECK(desk.wake_at() == desk.state().active_at + 30min);
}

TEST_CASE("an acknowledgement runs out while its person does nothing, and is put off by what they do") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 5min)};
    desk.page();
    desk.until(1min);
    desk.acknowledge();
    desk.until(20min);
    desk.put(event::NoteAdded{"looking"}, ActorId("slack:T1:UANN"));
    desk.put(event::NoteAdded{"somebody else's"}, ActorId("slack:T1:UBOB"));
    desk.take();
    desk.until(49min);
    CHECK(desk.take().empty());
    desk.until(50min);
    CHECK(desk.take() == Log{"03:50 page P1: paging again, since whoever acknowledged it has not been heard of since",
                             "03:50 page P1, step 1: paging ann", "03:50 person:ann by slack"});
}

TEST_CASE("a step with nobody is skipped at once and said; where nobody is anywhere, the fallback comes at once") {
    Desk desk;
    desk.plan.policy.steps = {step({schedule("empty")}, 5min), step({schedule("empty"), person("bob")}, 5min)};
    desk.page();
    CHECK(desk.take() == Log{"03:00 page P1, step 1 skipped: nobody is on call", "03:00 page P1, step 2: paging bob", "03:00 person:bob by slack"});

    Desk empty;
    empty.plan.policy.steps = {step({schedule("empty")}, 5min)};
    empty.plan.policy.repeat = 5;
    empty.page();
    CHECK(empty.take() == Log{"03:00 page P1, step 1 skipped: nobody is on call",
                              "03:00 page P1: nobody has acknowledged, and there is no further step; nobody is left to page — call somebody"});
    CHECK_FALSE(empty.wake_at());
}

TEST_CASE("who is on call is asked when the step fires") {
    Desk desk;
    desk.on_call["first"] = {PersonId("ann")};
    desk.plan.policy.steps = {step({schedule("first")}, 5min), step({schedule("first")}, 5min)};
    desk.page();
    desk.on_call["first"] = {PersonId("bob")};
    desk.take();
    desk.until(5min);
    CHECK(desk.take() == Log{"03:02 person:ann by sms", "03:05 person:ann by call", "03:05 page P1, step 2: paging bob", "03:05 person:bob by slack"});
}

TEST_CASE("when a means fails for good the next one follows at once, and when none is left the next step") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 15min), step({person("bob")}, 15min)};
    desk.page();
    desk.take();
    desk.until(1min);
    desk.comes_to(1, NotificationState::failed);
    CHECK(desk.take() == Log{"03:01 person:ann by sms"});
    desk.comes_to(2, NotificationState::failed);
    CHECK(desk.take() == Log{"03:01 person:ann by call"});
    desk.comes_to(3, NotificationState::failed);
    CHECK(desk.take() == Log{"03:01 page P1, step 2: paging bob", "03:01 person:bob by slack"});
    // One that failed late does not take back what another has delivered.
    desk.until(3min + 30s);
    desk.take();
    desk.comes_to(5, NotificationState::delivered);
    desk.comes_to(4, NotificationState::failed);
    CHECK(desk.take().empty());
}

TEST_CASE("channels and PagerDuty policies are told once a step and have no rules") {
    Desk desk;
    desk.plan.policy.steps = {step({{TargetKind::channel, "C0PAY"}, {TargetKind::pagerduty, "PESCPOL"}}, 5min)};
    desk.page();
    desk.until(4min);
    CHECK(desk.take() == Log{"03:00 page P1, step 1: paging channel:C0PAY, pagerduty:PESCPOL", "03:00 channel:C0PAY by slack",
                             "03:00 pagerduty:PESCPOL by pagerduty"});
}

TEST_CASE("a step may take one of its people in turn, or only have its hours") {
    Desk desk;
    auto first = step({person("ann"), person("bob"), person("cid")}, 5min);
    first.assign = oncall::Assign::round_robin;
    auto day = step({person("dan")}, 5min);
    day.when = oncall::Restriction{{true, true, true, true, true, false, false}, 8h, 18h};
    desk.plan.policy.steps = {first, day};
    desk.fired = 4;
    desk.page();
    desk.until(5min);
    const auto log = desk.take();
    CHECK(log.front() == "03:00 page P1, step 1: paging bob");
    CHECK(std::ranges::find(log, "03:05 page P1, step 2 skipped: outside its hours") != log.end());
}

TEST_CASE("snoozed means silent until then, and the end of the incident means silent for ever") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 5min)};
    desk.page();
    desk.put(event::PageSnoozed{"P1", kStart + 1h});
    desk.take();
    desk.until(59min);
    CHECK(desk.take().empty());
    desk.until(1h);
    CHECK(desk.take().front() == "04:00 page P1: paging again, since the snooze is over");
    desk.put(event::StatusChanged{Status::investigating, Status::resolved, {}});
    desk.until(5h);
    CHECK(desk.take().empty());
    CHECK_FALSE(desk.wake_at());
}

TEST_CASE("a test goes out by every means at once, asks for nothing and is over") {
    Desk desk;
    desk.put(event::Declared{"Checkout is failing", Severity::sev1, Status::investigating, {}, false, true, false});
    desk.put(event::PageRequested{"P1", "Ann", "tocsin", "a test", true, "person:ann", "v1", oncall::Urgency::high});
    desk.run();
    CHECK(desk.take() == Log{"03:00 person:ann by slack", "03:00 person:ann by email", "03:00 person:ann by call"});
    CHECK_FALSE(desk.wake_at());
    desk.comes_to(1, NotificationState::failed);
    CHECK(desk.take().empty());
    CHECK_FALSE(desk.state().is_waiting());
}

TEST_CASE("after a long silence of the program everything due is done once, in order") {
    Desk desk;
    desk.plan.policy.steps = {step({person("ann")}, 5min), step({person("bob")}, 5min)};
    desk.page();
    desk.take();
    desk.now = kStart + 3h;
    desk.run();
    CHECK(desk.take() == Log{"06:00 person:ann by sms", "06:00 person:ann by call", "06:00 page P1, step 2: paging bob", "06:00 person:bob by slack"});
}

TEST_CASE("whatever happens in whatever order, nobody is told twice by one rule, and no page is forgotten") {
    CHECK(rc::check([] {
        Desk desk;
        const auto steps = *rc::gen::inRange(1, 5);
        for (int i = 0; i < steps; ++i) {
            std::vector<Target> targets;
            for (int k = *rc::gen::inRange(0, 3); k >= 0; --k)
                targets.push_back(*rc::gen::elementOf(std::vector<Target>{person("ann"), person("bob"), schedule("s"), schedule("empty"), {TargetKind::channel, "C1"}}));
            desk.plan.policy.steps.push_back(step(targets, std::chrono::minutes(*rc::gen::inRange(1, 20))));
        }
        desk.on_call["s"] = {PersonId("cid"), PersonId("ann")};
        desk.plan.policy.repeat = *rc::gen::inRange(0, 3);
        desk.plan.policy.fallback = {person("dan")};
        desk.page();
        for (int i = *rc::gen::inRange(0, 30); i > 0; --i) {
            desk.now += std::chrono::seconds(*rc::gen::inRange(1, 900));
            const int what = *rc::gen::inRange(0, 8);
            const int count = static_cast<int>(desk.state().notifications.size());
            if (what == 0) desk.acknowledge();
            else if (what == 1 && desk.state().is_waiting()) desk.put(event::PageSnoozed{"P1", desk.now + 5min});
            else if (count > 0) desk.put(event::NotificationChanged{"P1", *rc::gen::inRange(1, count + 1),
                                                                   *rc::gen::elementOf(std::vector{NotificationState::sent, NotificationState::delivered, NotificationState::failed}), {}});
            desk.run();
            RC_ASSERT(!desk.wake_at() || *desk.wake_at() > desk.now);
            // What waits for an answer either has somebody still to tell or has told the fallback.
            if (desk.state().phase == PagePhase::running) RC_ASSERT(desk.wake_at().has_value());
        }
        RC_ASSERT(desk.rules_in_order);
        for (std::size_t i = 0; i < desk.state().notifications.size(); ++i) RC_ASSERT(desk.state().notifications[i].number == static_cast<int>(i) + 1);
    }));
}
