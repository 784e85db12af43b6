// The fields of each timeline event, as they stand in its payload. `v`, `link` and `corrects` are taken.
// Written once; encoding, decoding and the tests walk the list. Internal to the codecs of the store. Values; any thread.
#pragma once

#include "bot/store/fields.hpp"
#include "bot/store/message_fields.hpp"
#include "bot/core/event.hpp"

namespace tocsin::store {

template <>
inline constexpr auto kFields<event::Declared> = std::tuple{field("title", &event::Declared::title),
    field("severity", &event::Declared::severity), field("status", &event::Declared::status),
    field("service", &event::Declared::service), field("drill", &event::Declared::drill),
    field("wants_channel", &event::Declared::wants_channel), field("storm", &event::Declared::storm),
    field("private", &event::Declared::private_)};
template <>
inline constexpr auto kFields<event::TitleChanged> = std::tuple{field("from", &event::TitleChanged::from),
    field("to", &event::TitleChanged::to)};
template <>
inline constexpr auto kFields<event::SummarySet> = std::tuple{field("text", &event::SummarySet::text)};
template <>
inline constexpr auto kFields<event::CauseSet> = std::tuple{field("text", &event::CauseSet::text)};
template <>
inline constexpr auto kFields<event::ServiceChanged> = std::tuple{field("from", &event::ServiceChanged::from),
    field("to", &event::ServiceChanged::to)};
template <>
inline constexpr auto kFields<event::SeverityChanged> = std::tuple{field("from", &event::SeverityChanged::from),
    field("to", &event::SeverityChanged::to), field("reason", &event::SeverityChanged::reason)};
template <>
inline constexpr auto kFields<event::SeveritySuggested> = std::tuple{
    field("severity", &event::SeveritySuggested::severity), field("reason", &event::SeveritySuggested::reason)};
template <>
inline constexpr auto kFields<event::StatusChanged> = std::tuple{field("from", &event::StatusChanged::from),
    field("to", &event::StatusChanged::to), field("note", &event::StatusChanged::note)};
template <>
inline constexpr auto kFields<event::NoteAdded> = std::tuple{field("text", &event::NoteAdded::text)};
template <>
inline constexpr auto kFields<event::NoteWithdrawn> = std::tuple{field("text", &event::NoteWithdrawn::text)};
template <>
inline constexpr auto kFields<event::RoleAssigned> = std::tuple{field("role", &event::RoleAssigned::role),
    field("person", &event::RoleAssigned::person), field("previous", &event::RoleAssigned::previous)};
template <>
inline constexpr auto kFields<event::ResponderJoined> = std::tuple{field("person", &event::ResponderJoined::person)};
template <>
inline constexpr auto kFields<event::ResponderLeft> = std::tuple{field("person", &event::ResponderLeft::person)};
template <>
inline constexpr auto kFields<event::Acknowledged> = std::tuple{field("person", &event::Acknowledged::person),
    field("via", &event::Acknowledged::via)};
template <>
inline constexpr auto kFields<event::KeyTimeSet> = std::tuple{field("which", &event::KeyTimeSet::which),
    field("time", &event::KeyTimeSet::time), field("previous", &event::KeyTimeSet::previous)};
template <>
inline constexpr auto kFields<event::UpdatePublished> = std::tuple{field("text", &event::UpdatePublished::text),
    field("next_due", &event::UpdatePublished::next_due)};
template <>
inline constexpr auto kFields<event::UpdateReminded> = std::tuple{field("whom", &event::UpdateReminded::whom),
    field("due", &event::UpdateReminded::due)};
template <>
inline constexpr auto kFields<event::UpdateMissed> = std::tuple{field("due", &event::UpdateMissed::due)};
template <>
inline constexpr auto kFields<event::TaskAdded> = std::tuple{field("number", &event::TaskAdded::number),
    field("text", &event::TaskAdded::text), field("owner", &event::TaskAdded::owner),
    field("due", &event::TaskAdded::due), field("followup", &event::TaskAdded::followup),
    field("author", &event::TaskAdded::author), field("thread", &event::TaskAdded::thread), field("files", &event::TaskAdded::files)};
template <>
inline constexpr auto kFields<event::TaskDone> = std::tuple{field("number", &event::TaskDone::number),
    field("followup", &event::TaskDone::followup)};
template <>
inline constexpr auto kFields<event::LinkAdded> = std::tuple{field("url", &event::LinkAdded::url),
    field("label", &event::LinkAdded::label)};
template <>
inline constexpr auto kFields<event::RelatedLinked> = std::tuple{field("other", &event::RelatedLinked::other)};
template <>
inline constexpr auto kFields<event::MergedInto> = std::tuple{field("target", &event::MergedInto::target)};
template <>
inline constexpr auto kFields<event::MergedFrom> = std::tuple{field("absorbed", &event::MergedFrom::absorbed)};
template <>
inline constexpr auto kFields<event::PostmortemChanged> = std::tuple{field("owner", &event::PostmortemChanged::owner),
    field("due", &event::PostmortemChanged::due), field("review", &event::PostmortemChanged::review),
    field("postmortem_link", &event::PostmortemChanged::link)};
template <>
inline constexpr auto kFields<event::PostmortemExported> = std::tuple{
    field("file", &event::PostmortemExported::file)};
template <>
inline constexpr auto kFields<event::ChannelCreated> = std::tuple{field("channel", &event::ChannelCreated::channel),
    field("name", &event::ChannelCreated::name)};
template <>
inline constexpr auto kFields<event::ChannelArchived> = std::tuple{
    field("channel", &event::ChannelArchived::channel)};
template <>
inline constexpr auto kFields<event::ChannelUnarchived> = std::tuple{
    field("channel", &event::ChannelUnarchived::channel)};
template <>
inline constexpr auto kFields<event::CreationStepFinished> = std::tuple{
    field("step", &event::CreationStepFinished::step), field("state", &event::CreationStepFinished::state),
    field("detail", &event::CreationStepFinished::detail)};
template <>
inline constexpr auto kFields<event::DeliveryFailed> = std::tuple{field("what", &event::DeliveryFailed::what),
    field("reason", &event::DeliveryFailed::reason)};
template <>
inline constexpr auto kFields<event::PageRequested> = std::tuple{field("page", &event::PageRequested::page),
    field("target", &event::PageRequested::target), field("means", &event::PageRequested::means),
    field("reason", &event::PageRequested::reason), field("test", &event::PageRequested::test),
    field("plan", &event::PageRequested::plan), field("version", &event::PageRequested::version),
    field("urgency", &event::PageRequested::urgency), field("asked_by", &event::PageRequested::asked_by),
    field("question", &event::PageRequested::question), field("alert", &event::PageRequested::alert),
    field("routing", &event::PageRequested::routing)};
template <>
inline constexpr auto kFields<event::PageStepFired> = std::tuple{field("page", &event::PageStepFired::page),
    field("step", &event::PageStepFired::step), field("round", &event::PageStepFired::round),
    field("people", &event::PageStepFired::people), field("others", &event::PageStepFired::others),
    field("next", &event::PageStepFired::next), field("run_on", &event::PageStepFired::run_on)};
template <>
inline constexpr auto kFields<event::PageStepSkipped> = std::tuple{field("page", &event::PageStepSkipped::page),
    field("step", &event::PageStepSkipped::step), field("round", &event::PageStepSkipped::round),
    field("why", &event::PageStepSkipped::why)};
template <>
inline constexpr auto kFields<event::PageRepeated> = std::tuple{field("page", &event::PageRepeated::page),
    field("round", &event::PageRepeated::round)};
template <>
inline constexpr auto kFields<event::PageExhausted> = std::tuple{field("page", &event::PageExhausted::page),
    field("people", &event::PageExhausted::people), field("others", &event::PageExhausted::others),
    field("run_on", &event::PageExhausted::run_on)};
template <>
inline constexpr auto kFields<event::NotificationRequested> = std::tuple{field("page", &event::NotificationRequested::page),
    field("number", &event::NotificationRequested::number), field("target", &event::NotificationRequested::target),
    field("by", &event::NotificationRequested::by), field("rule", &event::NotificationRequested::rule)};
template <>
inline constexpr auto kFields<event::NotificationChanged> = std::tuple{field("page", &event::NotificationChanged::page),
    field("number", &event::NotificationChanged::number), field("state", &event::NotificationChanged::state),
    field("detail", &event::NotificationChanged::detail)};
template <>
inline constexpr auto kFields<event::PageAnswered> = std::tuple{field("page", &event::PageAnswered::page),
    field("why", &event::PageAnswered::why)};
template <>
inline constexpr auto kFields<event::PageSnoozed> = std::tuple{field("page", &event::PageSnoozed::page),
    field("until", &event::PageSnoozed::until)};
template <>
inline constexpr auto kFields<event::PageResumed> = std::tuple{field("page", &event::PageResumed::page),
    field("why", &event::PageResumed::why)};
template <>
inline constexpr auto kFields<event::PageEscalated> = std::tuple{field("page", &event::PageEscalated::page),
    field("id", &event::PageEscalated::id), field("reason", &event::PageEscalated::reason)};
template <>
inline constexpr auto kFields<event::PageReassigned> = std::tuple{field("page", &event::PageReassigned::page),
    field("person", &event::PageReassigned::person), field("next", &event::PageReassigned::next),
    field("id", &event::PageReassigned::id), field("assignee", &event::PageReassigned::assignee),
    field("reason", &event::PageReassigned::reason)};
template <>
inline constexpr auto kFields<event::MergeProposed> = std::tuple{field("id", &event::MergeProposed::id),
    field("into", &event::MergeProposed::into), field("target", &event::MergeProposed::target)};
template <>
inline constexpr auto kFields<RunValue> = std::tuple{field("name", &RunValue::name), field("value", &RunValue::value)};
template <>
inline constexpr auto kFields<event::RunbookSuggested> = std::tuple{field("runbook", &event::RunbookSuggested::runbook), field("title", &event::RunbookSuggested::title)};
template <>
inline constexpr auto kFields<event::RunRequested> = std::tuple{field("run", &event::RunRequested::run), field("runbook", &event::RunRequested::runbook),
    field("title", &event::RunRequested::title), field("hash", &event::RunRequested::hash),
    field("parameters", &event::RunRequested::parameters), field("group", &event::RunRequested::group),
    field("cause", &event::RunRequested::cause), field("parent", &event::RunRequested::parent),
    field("parent_step", &event::RunRequested::parent_step), field("caused_by", &event::RunRequested::caused_by),
    field("children", &event::RunRequested::children)};
template <>
inline constexpr auto kFields<event::RunStarted> = std::tuple{field("run", &event::RunStarted::run)};
template <>
inline constexpr auto kFields<event::RunPaused> = std::tuple{field("run", &event::RunPaused::run), field("why", &event::RunPaused::why)};
template <>
inline constexpr auto kFields<event::RunContinued> = std::tuple{field("run", &event::RunContinued::run)};
template <>
inline constexpr auto kFields<event::RunAborted> = std::tuple{field("run", &event::RunAborted::run), field("reason", &event::RunAborted::reason)};
template <>
inline constexpr auto kFields<event::RunCompensating> = std::tuple{field("run", &event::RunCompensating::run)};
template <>
inline constexpr auto kFields<event::RunFinished> = std::tuple{field("run", &event::RunFinished::run), field("outcome", &event::RunFinished::outcome),
    field("why", &event::RunFinished::why)};
template <>
inline constexpr auto kFields<event::StepScheduled> = std::tuple{field("run", &event::StepScheduled::run), field("step", &event::StepScheduled::step),
    field("attempt", &event::StepScheduled::attempt), field("due", &event::StepScheduled::due),
    field("items", &event::StepScheduled::items)};
template <>
inline constexpr auto kFields<event::StepStarted> = std::tuple{field("run", &event::StepStarted::run), field("step", &event::StepStarted::step),
    field("attempt", &event::StepStarted::attempt), field("fence", &event::StepStarted::fence)};
template <>
inline constexpr auto kFields<event::StepWaiting> = std::tuple{field("run", &event::StepWaiting::run), field("step", &event::StepWaiting::step),
    field("until", &event::StepWaiting::until), field("child", &event::StepWaiting::child)};
template <>
inline constexpr auto kFields<event::StepAsked> = std::tuple{field("run", &event::StepAsked::run), field("step", &event::StepAsked::step),
    field("question", &event::StepAsked::question), field("text", &event::StepAsked::text),
    field("expires", &event::StepAsked::expires)};
template <>
inline constexpr auto kFields<event::StepAnswered> = std::tuple{field("run", &event::StepAnswered::run), field("step", &event::StepAnswered::step),
    field("answer", &event::StepAnswered::answer), field("note", &event::StepAnswered::note)};
template <>
inline constexpr auto kFields<event::StepFinished> = std::tuple{field("run", &event::StepFinished::run), field("step", &event::StepFinished::step),
    field("attempt", &event::StepFinished::attempt), field("outcome", &event::StepFinished::outcome),
    field("detail", &event::StepFinished::detail), field("outputs", &event::StepFinished::outputs)};
template <>
inline constexpr auto kFields<event::PageSent> = std::tuple{field("page", &event::PageSent::page),
    field("detail", &event::PageSent::detail)};
template <>
inline constexpr auto kFields<event::PageNotified> = std::tuple{field("page", &event::PageNotified::page),
    field("whom", &event::PageNotified::whom)};
template <>
inline constexpr auto kFields<event::PageUnanswered> = std::tuple{field("page", &event::PageUnanswered::page),
    field("detail", &event::PageUnanswered::detail)};
template <>
inline constexpr auto kFields<event::PageFailed> = std::tuple{field("page", &event::PageFailed::page),
    field("reason", &event::PageFailed::reason)};
template <>
inline constexpr auto kFields<event::PagerDutyLinked> = std::tuple{field("id", &event::PagerDutyLinked::id),
    field("service_id", &event::PagerDutyLinked::service_id), field("url", &event::PagerDutyLinked::url),
    field("title", &event::PagerDutyLinked::title), field("service", &event::PagerDutyLinked::service),
    field("urgency", &event::PagerDutyLinked::urgency), field("priority", &event::PagerDutyLinked::priority),
    field("key", &event::PagerDutyLinked::key), field("state", &event::PagerDutyLinked::state)};
template <>
inline constexpr auto kFields<event::PagerDutyChanged> = std::tuple{field("id", &event::PagerDutyChanged::id),
    field("what", &event::PagerDutyChanged::what), field("detail", &event::PagerDutyChanged::detail),
    field("value", &event::PagerDutyChanged::value)};
template <>
inline constexpr auto kFields<event::ResolveProposed> = std::tuple{field("id", &event::ResolveProposed::id),
    field("by", &event::ResolveProposed::by)};
template <>
inline constexpr auto kFields<event::AlertJoined> = std::tuple{field("id", &event::AlertJoined::id),
    field("rule", &event::AlertJoined::rule)};
template <>
inline constexpr auto kFields<event::MessageCaptured> = std::tuple{field("text", &event::MessageCaptured::text),
    field("author", &event::MessageCaptured::author), field("author_name", &event::MessageCaptured::author_name),
    field("channel", &event::MessageCaptured::channel), field("ts", &event::MessageCaptured::ts),
    field("thread", &event::MessageCaptured::thread), field("files", &event::MessageCaptured::files),
    field("via", &event::MessageCaptured::via)};
template <>
inline constexpr auto kFields<event::MessageRevised> = std::tuple{field("text", &event::MessageRevised::text),
    field("item", &event::MessageRevised::item)};
template <>
inline constexpr auto kFields<event::MessageDeleted> = std::tuple{field("item", &event::MessageDeleted::item)};
template <>
inline constexpr auto kFields<event::EntryWithdrawn> = std::tuple{field("item", &event::EntryWithdrawn::item)};
template <>
inline constexpr auto kFields<event::ChannelRenamed> = std::tuple{field("from", &event::ChannelRenamed::from),
    field("to", &event::ChannelRenamed::to)};
template <>
inline constexpr auto kFields<event::ChannelDeleted> = std::tuple{field("channel", &event::ChannelDeleted::channel)};
template <>
inline constexpr auto kFields<event::Denied> = std::tuple{field("verb", &event::Denied::verb),
    field("needed", &event::Denied::needed)};
template <>
inline constexpr auto kFields<event::AccessGiven> = std::tuple{field("person", &event::AccessGiven::person),
    field("why", &event::AccessGiven::why)};
template <>
inline constexpr auto kFields<event::AccessEnded> = std::tuple{field("person", &event::AccessEnded::person),
    field("why", &event::AccessEnded::why)};
template <>
inline constexpr auto kFields<event::Redacted> = std::tuple{field("seq", &event::Redacted::seq),
    field("reason", &event::Redacted::reason)};
template <>
inline constexpr auto kFields<event::Erased> = std::tuple{field("kind", &event::Erased::kind)};

}  // namespace tocsin::store
