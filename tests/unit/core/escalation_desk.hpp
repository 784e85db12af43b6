// One incident with one page on a manual clock, and a world in which people are on call or not: what the tests of the escalation are
// written with. Owned by a test case; one thread.
#pragma once

#include <catch2/catch.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bot/base/time_format.hpp"
#include "bot/core/describe.hpp"
#include "bot/core/escalation.hpp"
#include "bot/core/incident.hpp"
#include "bot/core/page_fold.hpp"

namespace tocsin::escalation::testing {

using namespace std::chrono_literals;
using oncall::Means;
using oncall::PersonId;
using oncall::Target;
using oncall::TargetKind;

inline const Time kStart = *parse_iso8601("2026-03-02T03:00:00Z");  // a Monday

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
                [this](const PersonId& who, oncall::Urgency) { return own_rules.contains(who.value) ? own_rules.at(who.value) : rules; },
                [this](const oncall::PolicyId&, int) { return fired; },
                [](const PersonId&) { return std::vector{Means::slack, Means::email, Means::call}; }};
    }

    Incident incident;
    escalation::Plan plan;
    std::vector<oncall::NotifyRule> rules;
    /// Of whoever has other ones.
    std::map<std::string, std::vector<oncall::NotifyRule>> own_rules;
    std::map<std::string, std::vector<PersonId>> on_call;
    std::int64_t fired = 0;
    Time now = kStart;
    std::vector<std::string> log;
    /// Each person's rules fire one after the other; from the first when a step reaches them, unless theirs run on.
    bool rules_in_order = true;

private:
    void count(const EventBody& body) {
        const auto begin = [this](const auto& told_by) {
            for (const auto& who : told_by.people)
                if (std::ranges::find(told_by.run_on, who) == told_by.run_on.end()) next_rule_[to_text(Target{TargetKind::person, who.value})] = 0;
        };
        if (const auto* fired_step = std::get_if<event::PageStepFired>(&body)) begin(*fired_step);
        if (const auto* exhausted = std::get_if<event::PageExhausted>(&body)) begin(*exhausted);
        if (const auto* told = std::get_if<event::NotificationRequested>(&body); told != nullptr && told->rule >= 0)
            rules_in_order &= next_rule_.contains(told->target) && next_rule_[told->target]++ == told->rule;
    }
    std::map<std::string, int> next_rule_;

    static std::string words(const EventBody& body) {
        if (const auto* told = std::get_if<event::NotificationRequested>(&body)) return told->target + " by " + std::string(name_of(told->by));
        return plain_text(describe(body));
    }
};

inline oncall::Step step(std::vector<Target> notify, Duration delay) { return {std::move(notify), delay, oncall::Assign::all, std::nullopt}; }
inline Target schedule(const std::string& id) { return {TargetKind::schedule, id}; }
inline Target person(const std::string& id) { return {TargetKind::person, id}; }

using Log = std::vector<std::string>;

}  // namespace tocsin::escalation::testing
