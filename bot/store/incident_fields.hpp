// The fields of an incident's state, as they stand in its snapshot; all but `head_hash`, which is read from the newest event.
// Written once; encoding, decoding and the tests walk the list. Internal to the codecs of the store. Values; any thread.
#pragma once

#include "bot/store/fields.hpp"
#include "bot/core/incident.hpp"

namespace tocsin::store {

template <>
inline constexpr auto kFields<Task> = std::tuple{field("number", &Task::number), field("text", &Task::text),
    field("owner", &Task::owner), field("due", &Task::due), field("done", &Task::done),
    field("followup", &Task::followup), field("withdrawn", &Task::withdrawn)};
template <>
inline constexpr auto kFields<Link> = std::tuple{field("url", &Link::url), field("label", &Link::label)};
template <>
inline constexpr auto kFields<PagerDutyLink> = std::tuple{field("id", &PagerDutyLink::id),
    field("service_id", &PagerDutyLink::service_id), field("url", &PagerDutyLink::url),
    field("title", &PagerDutyLink::title), field("service", &PagerDutyLink::service),
    field("state", &PagerDutyLink::state), field("key", &PagerDutyLink::key), field("priority", &PagerDutyLink::priority),
    field("priority_at", &PagerDutyLink::priority_at), field("waits", &PagerDutyLink::waits)};
template <>
inline constexpr auto kFields<RunSummary> = std::tuple{field("run", &RunSummary::run), field("runbook", &RunSummary::runbook),
    field("title", &RunSummary::title), field("phase", &RunSummary::phase)};
template <>
inline constexpr auto kFields<CreationState> = std::tuple{field("state", &CreationState::state),
    field("detail", &CreationState::detail)};
template <>
inline constexpr auto kFields<oncall::Target> = std::tuple{field("kind", &oncall::Target::kind), field("id", &oncall::Target::id)};
template <>
inline constexpr auto kFields<Notification> = std::tuple{field("number", &Notification::number),
    field("target", &Notification::target), field("by", &Notification::by), field("state", &Notification::state),
    field("detail", &Notification::detail), field("at", &Notification::at)};
template <>
inline constexpr auto kFields<PersonCycle> = std::tuple{field("person", &PersonCycle::person),
    field("since", &PersonCycle::since), field("fired", &PersonCycle::fired)};
template <>
inline constexpr auto kFields<PageState> = std::tuple{field("page", &PageState::page),
    field("target", &PageState::target), field("state", &PageState::state), field("detail", &PageState::detail),
    field("requested_at", &PageState::requested_at), field("begun_at", &PageState::begun_at), field("phase", &PageState::phase), field("plan", &PageState::plan),
    field("version", &PageState::version), field("reason", &PageState::reason),
    field("requested_by", &PageState::requested_by), field("urgency", &PageState::urgency), field("test", &PageState::test),
    field("round", &PageState::round), field("step", &PageState::step), field("step_due", &PageState::step_due),
    field("reached", &PageState::reached), field("cycles", &PageState::cycles), field("others", &PageState::others),
    field("notifications", &PageState::notifications), field("acknowledged_by", &PageState::acknowledged_by),
    field("active_at", &PageState::active_at), field("snoozed_until", &PageState::snoozed_until),
    field("acknowledged_at", &PageState::acknowledged_at), field("asked_by", &PageState::asked_by), field("question", &PageState::question),
    field("alert", &PageState::alert), field("routing", &PageState::routing),
    field("sent_at", &PageState::sent_at), field("fallback", &PageState::fallback)};
template <>
inline constexpr auto kFields<Incident> = std::tuple{field("number", &Incident::number),
    field("title", &Incident::title), field("summary", &Incident::summary), field("severity", &Incident::severity),
    field("suggested", &Incident::suggested), field("status", &Incident::status),
    field("service", &Incident::service), field("drill", &Incident::drill),
    field("wants_channel", &Incident::wants_channel), field("storm", &Incident::storm), field("declared_by", &Incident::declared_by),
    field("times", &Incident::times), field("set_by_hand", &Incident::set_by_hand),
    field("mitigated_before_reopen", &Incident::mitigated_before_reopen),
    field("resolved_before_reopen", &Incident::resolved_before_reopen), field("roles", &Incident::roles), field("responders", &Incident::responders),
    field("creation", &Incident::creation), field("channel", &Incident::channel),
    field("channel_name", &Incident::channel_name), field("channel_archived", &Incident::channel_archived),
    field("tasks", &Incident::tasks), field("links", &Incident::links), field("related", &Incident::related),
    field("merged_into", &Incident::merged_into), field("pagerduty", &Incident::pagerduty),
    field("pages", &Incident::pages), field("runs", &Incident::runs), field("next_update_due", &Incident::next_update_due),
    field("last_update_at", &Incident::last_update_at), field("postmortem_owner", &Incident::postmortem_owner),
    field("postmortem_due", &Incident::postmortem_due), field("postmortem_review", &Incident::postmortem_review),
    field("postmortem_link", &Incident::postmortem_link), field("notes", &Incident::notes),
    field("last_page", &Incident::last_page), field("last_seq", &Incident::last_seq),
    field("changed_at", &Incident::changed_at), field("private", &Incident::private_), field("admitted", &Incident::admitted),
    field("cause", &Incident::cause)};

}  // namespace tocsin::store
