#include "bot/core/escalation.hpp"

#include <algorithm>

#include "bot/base/zone_table.hpp"
#include "bot/core/oncall_windows.hpp"

namespace tocsin::escalation {
namespace {

using oncall::PersonId;
using oncall::Target;
using oncall::TargetKind;

constexpr Duration kDirectDelay = std::chrono::minutes{5};
constexpr int kDirectRepeats = 2;

Target person_target(const PersonId& person) { return {TargetKind::person, person.value}; }

/// Whom targets mean at this moment, each person once, in the order of the file.
struct Reached {
    std::vector<PersonId> people;
    std::vector<std::string> others;
    std::vector<PersonId> silent;  ///< those who have no rule for this urgency, so that nothing can be sent to them
    bool empty() const { return people.empty() && others.empty(); }
};

Reached resolve(const PageState& page, const std::vector<Target>& targets, const Roster& roster) {
    Reached out;
    const auto add = [&](const PersonId& person) {
        auto& list = can_be_told(page, person, roster) ? out.people : out.silent;
        if (std::ranges::find(list, person) == list.end()) list.push_back(person);
    };
    for (const Target& target : targets) {
        if (target.kind == TargetKind::person) add(PersonId(target.id));
        else if (target.kind == TargetKind::schedule) std::ranges::for_each(roster.on_call(oncall::ScheduleId(target.id)), add);
        else out.others.push_back(to_text(target));
    }
    return out;
}

/// The newest notification to the person since their rules began.
const Notification* newest_to(const PageState& page, const PersonCycle& cycle) {
    const Notification* newest = nullptr;
    for (const Notification& notification : page.notifications)
        if (notification.target == person_target(cycle.person)) newest = &notification;
    return cycle.fired == 0 ? nullptr : newest;
}

bool has_failed(const PageState& page, const PersonCycle& cycle) {
    const Notification* newest = newest_to(page, cycle);
    return newest != nullptr && newest->state == NotificationState::failed;
}

/// When the person's next rule is due: at its time, or at once if the means before it has failed for good.
std::optional<Time> rule_due(const PageState& page, const PersonCycle& cycle, const Roster& roster) {
    const auto rules = roster.rules(cycle.person, page.urgency);
    if (cycle.fired >= static_cast<int>(rules.size())) return std::nullopt;
    if (has_failed(page, cycle)) return newest_to(page, cycle)->at;
    return cycle.since + rules[static_cast<std::size_t>(cycle.fired)].after;
}

/// Of the people, those whose rules have begun and are not through: the louder ones come at their time, counted from the first page.
std::vector<PersonId> whose_rules_run_on(const PageState& page, const std::vector<PersonId>& people, const Roster& roster) {
    std::vector<PersonId> out;
    for (const PersonCycle& cycle : page.cycles) {
        const bool left = cycle.fired < static_cast<int>(roster.rules(cycle.person, page.urgency).size());
        if (left && std::ranges::find(people, cycle.person) != people.end()) out.push_back(cycle.person);
    }
    return out;
}

/// Whether rules have run for the person, each has been tried, and each failed.
bool has_failed_throughout(const PageState& page, const PersonId& person, const Roster& roster) {
    const auto cycle = std::ranges::find(page.cycles, person, &PersonCycle::person);
    if (cycle == page.cycles.end() || cycle->fired < static_cast<int>(roster.rules(person, page.urgency).size())) return false;
    int left = cycle->fired;
    for (auto one = page.notifications.rbegin(); one != page.notifications.rend() && left > 0; ++one) {
        if (one->target != person_target(person)) continue;
        if (one->state != NotificationState::failed) return false;
        --left;
    }
    return true;
}

/// Nobody of the step can be reached any more, so there is nothing to wait for.
bool is_lost(const PageState& page, const Roster& roster) {
    if (page.notifications.empty() || !page.others.empty()) return false;
    const bool someone_else = std::ranges::any_of(page.notifications, [](const Notification& n) {
        return n.target.kind != TargetKind::person && n.state != NotificationState::failed;
    });
    return !someone_else && std::ranges::all_of(page.cycles, [&](const PersonCycle& cycle) {
        const auto rules = roster.rules(cycle.person, page.urgency);
        return cycle.fired >= static_cast<int>(rules.size()) && (rules.empty() || has_failed(page, cycle));
    });
}

std::optional<EventBody> next_notification(const PageState& page, const Roster& roster, Time now) {
    const int number = static_cast<int>(page.notifications.size()) + 1;
    for (const std::string& other : page.others) {
        const bool pagerduty = other.starts_with("pagerduty:");
        return event::NotificationRequested{page.page, number, other, pagerduty ? oncall::Means::pagerduty : oncall::Means::slack, -1};
    }
    for (const PersonCycle& cycle : page.cycles) {
        const auto due = rule_due(page, cycle, roster);
        if (!due || *due > now) continue;
        const auto by = roster.rules(cycle.person, page.urgency)[static_cast<std::size_t>(cycle.fired)].by;
        return event::NotificationRequested{page.page, number, to_text(person_target(cycle.person)), by, cycle.fired};
    }
    return std::nullopt;
}

std::string why_skipped(const PageState& page, const oncall::Step& step, const oncall::Policy& policy, const Reached& reached, Time now) {
    if (step.when && !holds(*step.when, zone_table_or_utc(policy.zone), now)) return "outside its hours";
    if (!reached.empty()) return {};
    if (reached.silent.empty()) return "nobody is on call";
    std::string names;
    for (const PersonId& person : reached.silent) names += (names.empty() ? "" : ", ") + person.value;
    return "nothing can be sent: no notification rule for " + std::string(name_of(page.urgency)) + " urgency has " + names;
}

EventBody next_step(const PageState& page, const oncall::Policy& policy, const Roster& roster, Time now) {
    const oncall::Step& step = policy.steps[static_cast<std::size_t>(page.step)];
    Reached reached = resolve(page, step.notify, roster);
    if (auto why = why_skipped(page, step, policy, reached, now); !why.empty()) return event::PageStepSkipped{page.page, page.step, page.round, std::move(why)};
    if (step.assign == oncall::Assign::round_robin && reached.people.size() > 1) {
        const auto turn = static_cast<std::size_t>(roster.times_fired(policy.id, page.step)) % reached.people.size();
        reached.people = {reached.people[turn]};
    }
    auto run_on = whose_rules_run_on(page, reached.people, roster);
    return event::PageStepFired{page.page, page.step, page.round, std::move(reached.people), std::move(reached.others), now + step.delay, std::move(run_on)};
}

EventBody after_last_step(const PageState& page, const oncall::Policy& policy, const Roster& roster) {
    if (page.reached && page.round < policy.repeat) return event::PageRepeated{page.page, page.round + 1};
    Reached fallback = resolve(page, policy.fallback, roster);
    auto run_on = whose_rules_run_on(page, fallback.people, roster);
    return event::PageExhausted{page.page, std::move(fallback.people), std::move(fallback.others), std::move(run_on)};
}

/// A test goes out by every means at once.
std::optional<EventBody> next_of_test(const PageState& page, const Roster& roster) {
    const auto target = oncall::parse_target(page.plan);
    const auto means = target ? roster.means(PersonId(target->id)) : std::vector<oncall::Means>();
    const std::size_t told = page.notifications.size();
    if (told >= means.size()) return std::nullopt;
    const int number = static_cast<int>(told) + 1;
    return event::NotificationRequested{page.page, number, page.plan, means[told], static_cast<int>(told)};
}

bool step_is_due(const PageState& page, const Roster& roster, Time now) { return page.step_due <= now || is_lost(page, roster); }

}  // namespace

oncall::Policy direct_policy(const Target& target, std::vector<Target> fallback) {
    oncall::Policy policy;
    policy.id = oncall::PolicyId(to_text(target));
    policy.zone = "UTC";
    policy.repeat = kDirectRepeats;
    policy.steps.push_back({{target}, kDirectDelay, oncall::Assign::all, std::nullopt});
    policy.fallback = std::move(fallback);
    return policy;
}

std::optional<EventBody> next(const PageState& page, const Plan& plan, const Roster& roster, Time now) {
    if (page.test) return next_of_test(page, roster);
    switch (page.phase) {
        case PagePhase::none:
        case PagePhase::ended: return std::nullopt;
        case PagePhase::acknowledged:
            if (now < page.active_at + plan.acknowledgement_lasts) return std::nullopt;
            return event::PageResumed{page.page, "whoever acknowledged it has not been heard of since"};
        case PagePhase::snoozed:
            if (now < page.snoozed_until) return std::nullopt;
            return event::PageResumed{page.page, "the snooze is over"};
        case PagePhase::exhausted: return next_notification(page, roster, now);
        case PagePhase::running: break;
    }
    if (auto notification = next_notification(page, roster, now)) return notification;
    if (!step_is_due(page, roster, now)) return std::nullopt;
    const bool steps_left = page.step < static_cast<int>(plan.policy.steps.size());
    return steps_left ? next_step(page, plan.policy, roster, now) : after_last_step(page, plan.policy, roster);
}

bool can_be_told(const PageState& page, const PersonId& person, const Roster& roster) { return !roster.rules(person, page.urgency).empty(); }

bool fallback_has_failed(const PageState& page, const Roster& roster) {
    if (page.phase != PagePhase::exhausted || page.fallback.empty() || !page.others.empty()) return false;
    return std::ranges::all_of(page.fallback, [&](const Target& target) {
        if (target.kind == TargetKind::person) return has_failed_throughout(page, PersonId(target.id), roster);
        const auto told = std::ranges::find(page.notifications.rbegin(), page.notifications.rend(), target, &Notification::target);
        return told != page.notifications.rend() && told->state == NotificationState::failed;
    });
}

event::PageReassigned reassign(const PageState& page, const Plan& plan, const PersonId& person, Time now) {
    const auto& steps = plan.policy.steps;
    const auto newest = static_cast<std::size_t>(std::max(page.step - 1, 0));
    const Duration delay = steps.empty() ? kDirectDelay : steps[std::min(newest, steps.size() - 1)].delay;
    event::PageReassigned out;
    out.page = page.page;
    out.person = person;
    out.next = now + delay;
    return out;
}

std::optional<Time> wake_at(const PageState& page, const Plan& plan, const Roster& roster) {
    if (page.phase == PagePhase::acknowledged) return page.active_at + plan.acknowledgement_lasts;
    if (page.phase == PagePhase::snoozed) return page.snoozed_until;
    if (!page.is_waiting()) return std::nullopt;
    std::optional<Time> first;
    if (page.phase == PagePhase::running) first = page.step_due;
    for (const PersonCycle& cycle : page.cycles)
        if (const auto due = rule_due(page, cycle, roster); due && (!first || *due < *first)) first = due;
    return first;
}

}  // namespace tocsin::escalation
