// Pages that tocsin escalates itself: beginning one, letting it go on, and what each notification came to. Between the pure
// machine (core/escalation) and the store: its answers become events, and handlers/effects makes deliveries of those. On
// the store thread.
#pragma once

#include <optional>
#include <string>

#include "bot/core/delivery_outcome.hpp"
#include "bot/core/timer.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Whom a page is for, as the on-call file says it.
struct PagePlan {
    std::string plan;   ///< `policy:ID`, `schedule:ID` or `person:ID`
    std::string label;  ///< as people read it
};

/// What a person typed after `page`: a service, policy, schedule or person of the on-call file, by id, name or `kind:id`.
/// Nothing if the file has no such thing, or PagerDuty owns it.
std::optional<PagePlan> plan_for(const oncall::Oncall& file, std::string_view typed);
/// The plan of somebody by their Slack id.
std::optional<PagePlan> plan_for(const oncall::Oncall& file, const UserId& person);

/// SEV4 and SEV5 wait for the morning; everything else wakes.
oncall::Urgency urgency_of(const Incident& state);

/// The question of a run for whose sake somebody is paged; none: for the incident's.
struct PageCause {
    RunId run{};
    StepKey step{};
};

/// Records the request and does the first step at once. The id of the page. `test`: by every means of one person, and nothing else.
std::string begin_page(Context& context, IncidentNumber incident, const PagePlan& plan, const std::string& reason, bool test = false,
                       const PageCause& cause = {});
/// Does all that is due now and sets the timer for what follows.
void advance_page(Context& context, IncidentNumber incident, const std::string& page);
/// Nothing is left of the page: no step, and not one message to its fallback has gone out.
bool fallback_has_failed(Context& context, const PageState& page);
/// After what may have moved any of the incident's pages: an acknowledgement, its end.
void advance_pages(Context& context, IncidentNumber incident);
/// Puts one person in place of all others: what to record. Error: the file to which the page is pinned does not know them.
Result<EventBody> hand_on(Context& context, const PageState& page, const oncall::PersonId& person, const std::string& reason);
void page_ticked(Context& context, const TimerRow& timer);

/// A sender's result, or what a provider reported later: a state only ever moves forward. The next means follows at once
/// after a failure.
void notification_came_to(Context& context, IncidentNumber incident, const std::string& page, int number, NotificationState state,
                          const std::string& detail);

/// Whom the on-call file knows behind an actor, of Slack, of PagerDuty (`people.pagerduty`) or by name; empty if nobody.
oncall::PersonId person_of(const Settings& settings, const ActorId& actor);
oncall::PersonId person_of(const Context& context, const ActorId& actor);
/// Whether two actors are one person, by whichever way and workspace each came: Slack, an API token, the telephone.
bool is_same_person(const Context& context, const ActorId& a, const ActorId& b);
/// Who acts when that person does: by their Slack id if they have one and the workspace is known.
ActorId actor_of(const Settings& settings, const oncall::Person& person);
/// Whether a page means the actor by one of its targets: by today's file, or by the one that the page is pinned to, in which they may have had
/// another id, or still stand. Never by a telephone, which goes from one to the other: that counts for what comes by telephone alone.
bool is_meant(const Settings& settings, const PageState& page, const oncall::Target& target, const ActorId& actor);
/// Whether one of the incident's pages has reached the actor.
bool has_been_paged(const Settings& settings, const Incident& state, const ActorId& actor);
/// Whether the actor is on call for the incident's service or by the policy of one of its pages now, here or by what PagerDuty last
/// said, or one of its pages has reached them.
bool is_on_call_for(Context& context, const Incident& state, const ActorId& actor);
/// Whom the first step of the service's policy reaches now, as far as they are in Slack; nobody without an on-call file.
std::vector<UserId> on_call_in_slack(Context& context, const Incident& state);

}  // namespace tocsin::handlers
