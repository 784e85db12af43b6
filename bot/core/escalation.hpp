// The escalation of a page as a state machine without clock or store: given where a page stands, what happens next, and
// when to look again. Steps, notification rules, repeats, fallback, acknowledgements that run out, snooze (docs/oncall.md).
// Each answer is an event; once it is recorded and folded, the question is asked again until there is no answer. So a page
// goes on exactly where its timeline ends, after whatever happened to the program. Pure; any thread.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "bot/core/page.hpp"
#include "bot/core/event.hpp"

namespace tocsin::escalation {

/// What the page is pinned to.
struct Plan {
    oncall::Policy policy;
    Duration acknowledgement_lasts = std::chrono::minutes{30};
};

/// The plan of a page to one schedule or person: told three times over, five minutes apart; whoever is `fallback`, then.
oncall::Policy direct_policy(const oncall::Target& target, std::vector<oncall::Target> fallback);

/// What is known of people at the instant asked about.
struct Roster {
    std::function<std::vector<oncall::PersonId>(const oncall::ScheduleId&)> on_call;
    std::function<std::vector<oncall::NotifyRule>(const oncall::PersonId&, oncall::Urgency)> rules;
    /// For `assign: round_robin`: how often the step has fired before, over all pages.
    std::function<std::int64_t(const oncall::PolicyId&, int step)> times_fired;
    /// Every means for which the person has an address.
    std::function<std::vector<oncall::Means>(const oncall::PersonId&)> means;
};

/// The next thing that is due by `now`; nothing if all is done that can be done now.
std::optional<EventBody> next(const PageState& page, const Plan& plan, const Roster& roster, Time now);

/// There is no further step, the fallback has been told by every rule it has, and not one message to it has gone out.
bool fallback_has_failed(const PageState& page, const Roster& roster);

/// Whether the person has any rule for pages of this urgency; without one nothing can be sent to them.
bool can_be_told(const PageState& page, const oncall::PersonId& person, const Roster& roster);

/// By hand, one person in place of all others: their rules begin now, and the next step follows as long after it as it would
/// have after the newest one.
event::PageReassigned reassign(const PageState& page, const Plan& plan, const oncall::PersonId& person, Time now);

/// When `next` will have an answer if nothing else happens; nothing if never.
std::optional<Time> wake_at(const PageState& page, const Plan& plan, const Roster& roster);

}  // namespace tocsin::escalation
