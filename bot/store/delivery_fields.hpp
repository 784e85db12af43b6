// The fields of each delivery, as they stand in the outbox.
// Written once; encoding, decoding and the tests walk the list. Internal to the codecs of the store. Values; any thread.
#pragma once

#include "bot/store/fields.hpp"
#include "bot/store/message_fields.hpp"
#include "bot/store/reply_fields.hpp"
#include "bot/core/delivery.hpp"

namespace tocsin::store {

template <>
inline constexpr auto kFields<delivery::CreateChannel> = std::tuple{field("name", &delivery::CreateChannel::name),
    field("suffix", &delivery::CreateChannel::suffix)};
template <>
inline constexpr auto kFields<delivery::SetTopic> = std::tuple{};
template <>
inline constexpr auto kFields<delivery::SetPurpose> = std::tuple{};
template <>
inline constexpr auto kFields<delivery::InvitePeople> = std::tuple{field("users", &delivery::InvitePeople::users)};
template <>
inline constexpr auto kFields<delivery::RefreshCard> = std::tuple{};
template <>
inline constexpr auto kFields<delivery::PinCard> = std::tuple{};
template <>
inline constexpr auto kFields<delivery::ArchiveChannel> = std::tuple{};
template <>
inline constexpr auto kFields<delivery::UnarchiveChannel> = std::tuple{};
template <>
inline constexpr auto kFields<delivery::PostLine> = std::tuple{field("text", &delivery::PostLine::text)};
template <>
inline constexpr auto kFields<delivery::PostNamed> = std::tuple{field("name", &delivery::PostNamed::name),
    field("text", &delivery::PostNamed::text)};
template <>
inline constexpr auto kFields<delivery::UploadPostmortem> = std::tuple{
    field("asked_by", &delivery::UploadPostmortem::asked_by)};
template <>
inline constexpr auto kFields<delivery::RefreshAnnouncement> = std::tuple{field("calls_here", &delivery::RefreshAnnouncement::calls_here)};
template <>
inline constexpr auto kFields<delivery::PostUpdate> = std::tuple{field("text", &delivery::PostUpdate::text),
    field("author", &delivery::PostUpdate::author)};
template <>
inline constexpr auto kFields<delivery::DirectMessage> = std::tuple{field("user", &delivery::DirectMessage::user),
    field("text", &delivery::DirectMessage::text)};
template <>
inline constexpr auto kFields<delivery::DirectNamed> = std::tuple{field("user", &delivery::DirectNamed::user),
    field("name", &delivery::DirectNamed::name), field("text", &delivery::DirectNamed::text), field("offers", &delivery::DirectNamed::offers)};
template <>
inline constexpr auto kFields<delivery::Respond> = std::tuple{field("response_url", &delivery::Respond::response_url),
    field("text", &delivery::Respond::text), field("offers", &delivery::Respond::offers)};
template <>
inline constexpr auto kFields<delivery::PostTo> = std::tuple{field("channel", &delivery::PostTo::channel),
    field("text", &delivery::PostTo::text), field("calls_here", &delivery::PostTo::calls_here)};
template <>
inline constexpr auto kFields<delivery::PageService> = std::tuple{field("page", &delivery::PageService::page),
    field("routing_name", &delivery::PageService::routing_name),
    field("dedup_key", &delivery::PageService::dedup_key), field("summary", &delivery::PageService::summary),
    field("reason", &delivery::PageService::reason)};
template <>
inline constexpr auto kFields<delivery::CheckPage> = std::tuple{field("page", &delivery::CheckPage::page),
    field("dedup_key", &delivery::CheckPage::dedup_key), field("routing_name", &delivery::CheckPage::routing_name)};
template <>
inline constexpr auto kFields<delivery::ResolvePage> = std::tuple{field("page", &delivery::ResolvePage::page),
    field("dedup_key", &delivery::ResolvePage::dedup_key), field("routing_name", &delivery::ResolvePage::routing_name)};
template <>
inline constexpr auto kFields<delivery::SetPagerDutyStatus> = std::tuple{
    field("id", &delivery::SetPagerDutyStatus::id), field("status", &delivery::SetPagerDutyStatus::status),
    field("actor", &delivery::SetPagerDutyStatus::actor)};
template <>
inline constexpr auto kFields<delivery::AddPagerDutyNote> = std::tuple{field("id", &delivery::AddPagerDutyNote::id),
    field("text", &delivery::AddPagerDutyNote::text), field("actor", &delivery::AddPagerDutyNote::actor)};
template <>
inline constexpr auto kFields<delivery::FetchPagerDutyDetails> = std::tuple{
    field("id", &delivery::FetchPagerDutyDetails::id)};
template <>
inline constexpr auto kFields<delivery::SetUserGroup> = std::tuple{field("group", &delivery::SetUserGroup::group),
    field("users", &delivery::SetUserGroup::users)};
template <>
inline constexpr auto kFields<delivery::Notify> = std::tuple{field("page", &delivery::Notify::page),
    field("number", &delivery::Notify::number), field("target", &delivery::Notify::target), field("by", &delivery::Notify::by)};
template <>
inline constexpr auto kFields<delivery::RefreshNotification> = std::tuple{field("page", &delivery::RefreshNotification::page),
    field("number", &delivery::RefreshNotification::number), field("target", &delivery::RefreshNotification::target)};
template <>
inline constexpr auto kFields<delivery::PingHeartbeat> = std::tuple{};
template <>
inline constexpr auto kFields<delivery::CheckPagerDuty> = std::tuple{};
template <>
inline constexpr auto kFields<delivery::SetPagerDutyPriority> = std::tuple{
    field("id", &delivery::SetPagerDutyPriority::id), field("severity", &delivery::SetPagerDutyPriority::severity),
    field("actor", &delivery::SetPagerDutyPriority::actor)};
template <>
inline constexpr auto kFields<delivery::EscalatePagerDuty> = std::tuple{field("id", &delivery::EscalatePagerDuty::id),
    field("actor", &delivery::EscalatePagerDuty::actor)};
template <>
inline constexpr auto kFields<delivery::AssignPagerDuty> = std::tuple{field("id", &delivery::AssignPagerDuty::id),
    field("assignee", &delivery::AssignPagerDuty::assignee), field("actor", &delivery::AssignPagerDuty::actor)};
template <>
inline constexpr auto kFields<delivery::MergePagerDuty> = std::tuple{field("id", &delivery::MergePagerDuty::id),
    field("sources", &delivery::MergePagerDuty::sources), field("actor", &delivery::MergePagerDuty::actor)};

template <>
inline constexpr auto kFields<delivery::RunStepAttempt> = std::tuple{field("run", &delivery::RunStepAttempt::run),
    field("step", &delivery::RunStepAttempt::step), field("attempt", &delivery::RunStepAttempt::attempt)};
template <>
inline constexpr auto kFields<delivery::RefreshRun> = std::tuple{field("run", &delivery::RefreshRun::run)};
template <>
inline constexpr auto kFields<delivery::PostRunOutput> = std::tuple{field("run", &delivery::PostRunOutput::run),
    field("step", &delivery::PostRunOutput::step), field("attempt", &delivery::PostRunOutput::attempt)};
template <>
inline constexpr auto kFields<delivery::AskPerson> = std::tuple{field("run", &delivery::AskPerson::run),
    field("step", &delivery::AskPerson::step), field("user", &delivery::AskPerson::user),
    field("attempt", &delivery::AskPerson::attempt)};
template <>
inline constexpr auto kFields<delivery::CaptureMessage> = std::tuple{field("channel", &delivery::CaptureMessage::channel),
    field("ts", &delivery::CaptureMessage::ts), field("kind", &delivery::CaptureMessage::kind), field("by", &delivery::CaptureMessage::by),
    field("via", &delivery::CaptureMessage::via), field("at", &delivery::CaptureMessage::at), field("author", &delivery::CaptureMessage::author),
    field("known", &delivery::CaptureMessage::known), field("files", &delivery::CaptureMessage::files),
    field("reread", &delivery::CaptureMessage::reread)};
template <>
inline constexpr auto kFields<delivery::RefreshCheckMark> = std::tuple{field("channel", &delivery::RefreshCheckMark::channel),
    field("ts", &delivery::RefreshCheckMark::ts)};
template <>
inline constexpr auto kFields<delivery::JoinChannel> = std::tuple{};
template <>
inline constexpr auto kFields<delivery::ReadMembers> = std::tuple{};
template <>
inline constexpr auto kFields<delivery::ReadHistory> = std::tuple{field("channel", &delivery::ReadHistory::channel),
    field("from", &delivery::ReadHistory::from), field("to", &delivery::ReadHistory::to), field("cursor", &delivery::ReadHistory::cursor),
    field("by", &delivery::ReadHistory::by), field("threads", &delivery::ReadHistory::threads),
    field("thread_cursor", &delivery::ReadHistory::thread_cursor), field("restarts", &delivery::ReadHistory::restarts)};
template <>
inline constexpr auto kFields<delivery::AnswerInChannel> = std::tuple{field("channel", &delivery::AnswerInChannel::channel),
    field("user", &delivery::AnswerInChannel::user), field("thread", &delivery::AnswerInChannel::thread),
    field("text", &delivery::AnswerInChannel::text), field("offers", &delivery::AnswerInChannel::offers), field("card", &delivery::AnswerInChannel::card),
    field("or_direct", &delivery::AnswerInChannel::or_direct)};
template <>
inline constexpr auto kFields<delivery::ReadUserGroup> = std::tuple{field("group", &delivery::ReadUserGroup::group)};
template <>
inline constexpr auto kFields<delivery::PublishHome> = std::tuple{field("user", &delivery::PublishHome::user)};

}  // namespace tocsin::store
