// What goes out: each value is one outbox row (design G3), written in the transaction of its cause and sent after it.
// They name "the channel of INC-42", not a channel id; the sender resolves that when it sends. Values; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bot/base/alternatives.hpp"
#include "bot/base/markup.hpp"
#include "bot/core/event.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/reply.hpp"

namespace tocsin {

namespace delivery {

// --- Slack, the incident's own channel ---
struct CreateChannel { std::string name; int suffix = 0; };  ///< suffix > 0: name-2, name-3 … after name_taken
struct SetTopic {};                                          ///< rendered from the incident when sent
struct SetPurpose {};
struct InvitePeople { std::vector<UserId> users; };
struct RefreshCard {};                                       ///< dirty mark: post or edit the card in its newest state
struct PinCard {};
struct ArchiveChannel {};
struct UnarchiveChannel {};
struct PostLine { Markup text; };                            ///< one line in the incident's channel
/// A message that is edited in place under a name, such as the update reminder.
struct PostNamed { std::string name; Markup text; };
struct UploadPostmortem { ActorId asked_by; };               ///< draft rendered when sent, into the incident's channel

// --- Slack, elsewhere ---
/// Dirty mark: the one message in `announce_channel`. `calls_here`: it calls whoever is there when it is posted; an edit never does.
struct RefreshAnnouncement { bool calls_here = false; };
struct PostUpdate { std::string text; ActorId author; };     ///< a new message in `updates_channel`
struct DirectMessage { UserId user; Markup text; };
/// A direct message with buttons that is edited in place under a name, such as the offer of a swap.
struct DirectNamed { UserId user; std::string name; Markup text; std::vector<Offer> offers; };
/// A late answer to a command, ephemeral.
struct Respond { std::string response_url; Markup text; std::vector<Offer> offers{}; };
struct PostTo { ChannelId channel; Markup text; bool calls_here = false; };  ///< another channel than the incident's own
/// The people of a Slack user group: whoever is on call.
struct SetUserGroup { std::string group; std::vector<UserId> users; };

// --- pages by any means ---
/// Reaches one target of a page by one means: `target` as in Notification (`person:ann`, `channel:C0PAY`, `pagerduty:PESCPOL`). What it
/// says is rendered from the incident when sent, the address is looked up in the on-call file then.
struct Notify { std::string page; int number = 0; std::string target; oncall::Means by = oncall::Means::slack; };
/// The Slack message of a notification, in the page's newest state: who acknowledged.
struct RefreshNotification { std::string page; int number = 0; std::string target; };

// --- PagerDuty ---
struct PageService {
    std::string page;             ///< id of the page within the incident
    std::string routing_name;     ///< key of `pagerduty.routing_keys`; secrets are not stored in rows
    std::string dedup_key;        ///< stable: repeating it updates one alert (PagerDuty Events API v2)
    std::string summary, reason;
};
struct CheckPage { std::string page; std::string dedup_key; std::string routing_name; };  ///< has a person been notified yet?
/// What a page through PagerDuty was about has its answer: its alert there is resolved, in the page's own lane and so never before it is triggered.
struct ResolvePage { std::string page; std::string dedup_key; std::string routing_name; };
enum class PagerDutyStatus { acknowledged, resolved };
struct SetPagerDutyStatus { PagerDutyIncidentId id; PagerDutyStatus status; ActorId actor; };
/// To the next level of the incident's escalation policy there.
struct EscalatePagerDuty { PagerDutyIncidentId id; ActorId actor; };
/// One person in place of all others; `assignee` is somebody of Slack or of the on-call file.
struct AssignPagerDuty { PagerDutyIncidentId id; ActorId assignee, actor; };
/// The sources are resolved there, and their alerts go on in `id`.
struct MergePagerDuty { PagerDutyIncidentId id; std::vector<PagerDutyIncidentId> sources; ActorId actor; };
struct AddPagerDutyNote { PagerDutyIncidentId id; std::string text; ActorId actor; };
/// Reads alerts and assignees of a PagerDuty incident that a webhook named.
struct FetchPagerDutyDetails { PagerDutyIncidentId id; };

// --- watching ---
/// Tells the outside (`heartbeat.url`) that store, outbox and timers of this program work.
struct PingHeartbeat {};
/// Compares PagerDuty's open incidents and our webhook subscription there with what we know.
struct CheckPagerDuty {};
struct SetPagerDutyPriority { PagerDutyIncidentId id; Severity severity = Severity::unset; ActorId actor; };

// --- runs of runbooks ---
/// One attempt of a command or HTTP step, by its executor.
struct RunStepAttempt { RunId run; StepKey step; int attempt = 1; };
struct RefreshRun { RunId run; };                            ///< dirty mark: the run's message in the incident's channel
/// What an attempt printed, into the thread of the run's message.
struct PostRunOutput { RunId run; StepKey step; int attempt = 1; };
/// Asks one person for an answer to a step, in a direct message with buttons; a dirty mark: once it is answered the message says so.
/// `attempt`: of the step when it asked, since it may ask anew.
struct AskPerson { RunId run; StepKey step; UserId user; int attempt = 0; };

// --- the record from conversation ---
/// Reads a message that somebody marked, so that its entry has its newest text, its author and its link. `known`: what the event said
/// already, for a message that is gone when it is read.
struct CaptureMessage {
    ChannelId channel;
    MessageTs ts;
    EntryKind kind = EntryKind::timeline;
    ActorId by;
    std::string via{};
    std::optional<Time> at{};    ///< said by hand: `note … --at 14:05`
    ActorId author{};
    Markup known{};
    std::vector<MessageAttachment> files{};
    bool reread = false;         ///< it was edited while it was read the first time
};
/// Dirty mark: the bot's check mark on a message, there as long as the message is in the record.
struct RefreshCheckMark { ChannelId channel; MessageTs ts; };
/// Archiving threw the bot out of the channel: once it is open again, the bot comes back.
struct JoinChannel {};
/// Reads one page of the channel's history for `import`: the next thread of `threads`, else the channel from `cursor` on.
struct ReadHistory {
    ChannelId channel;
    std::optional<Time> from;
    Time to;
    std::string cursor{};
    ActorId by{};
    std::vector<MessageTs> threads{};
    std::string thread_cursor{};
    int restarts = 0;
};
/// What one person alone reads in a channel, or in a thread of it; without a user, what everybody there reads. `card`: with the incident's card.
/// `or_direct`: whoever is not in the channel reads it in a direct message.
struct AnswerInChannel { ChannelId channel; UserId user; MessageTs thread{}; Markup text; std::vector<Offer> offers{}; bool card = false; bool or_direct = false; };

// --- access and the Home tab ---
/// Who is in a user group that the configuration names.
struct ReadUserGroup { UserGroupId group; };
/// Who is in the channel of a private incident.
struct ReadMembers {};
struct PublishHome { UserId user; };                         ///< dirty mark: the person's Home tab in its newest state

}  // namespace delivery

/// The closed list, in the order of the table in delivery.cpp.
using DeliveryKind =
    std::variant<delivery::CreateChannel, delivery::SetTopic, delivery::SetPurpose, delivery::InvitePeople,
                 delivery::RefreshCard, delivery::PinCard, delivery::ArchiveChannel, delivery::UnarchiveChannel,
                 delivery::PostLine, delivery::PostNamed, delivery::UploadPostmortem, delivery::RefreshAnnouncement,
                 delivery::PostUpdate, delivery::DirectMessage, delivery::Respond, delivery::PostTo, delivery::PageService,
                 delivery::CheckPage, delivery::SetPagerDutyStatus, delivery::AddPagerDutyNote,
                 delivery::FetchPagerDutyDetails, delivery::SetUserGroup, delivery::Notify, delivery::RefreshNotification,
                 delivery::PingHeartbeat, delivery::CheckPagerDuty, delivery::SetPagerDutyPriority,
                 delivery::EscalatePagerDuty, delivery::AssignPagerDuty, delivery::MergePagerDuty,
                 delivery::DirectNamed,
                 delivery::RunStepAttempt, delivery::RefreshRun, delivery::PostRunOutput, delivery::AskPerson,
                 delivery::CaptureMessage, delivery::RefreshCheckMark, delivery::AnswerInChannel, delivery::ReadHistory, delivery::JoinChannel,
                 delivery::ReadUserGroup, delivery::PublishHome, delivery::ResolvePage, delivery::ReadMembers>;

/// One of them. Named, with its copies, moves and end in delivery.cpp: bot/base/alternatives.hpp says why.
class Delivery : public DeliveryKind {
public:
    /// The first of the list, to be overwritten.
    Delivery();
    template <AlternativeOf<DeliveryKind> Kind>
    Delivery(Kind kind) : Delivery(alternatives::Place<Kind, DeliveryKind>::index(), &kind) {}

    Delivery(const Delivery&);
    Delivery(Delivery&&) noexcept;
    Delivery& operator=(const Delivery&);
    Delivery& operator=(Delivery&&) noexcept;
    ~Delivery();

private:
    Delivery(std::size_t index, void* kind);
};

/// How a kind of delivery travels. One table for all of them.
struct DeliveryTraits {
    std::string_view kind;      ///< snake_case name, as in the outbox table
    int priority;               ///< 0 pages, 1 what people wait for, 2 the rest
    bool needs_channel;         ///< waits until the incident's channel exists
    bool coalesces;             ///< a dirty mark: one waiting row per lane is enough
};
const DeliveryTraits& traits_of(const Delivery& delivery);

/// Order is kept within a lane only (design G3): e.g. `slack:42:lines`, `pagerduty:inc-42-checkout`.
std::string lane_of(IncidentNumber incident, const Delivery& delivery);
/// What the lanes of everything that goes into the incident's own channel begin with.
std::string channel_lanes_of(IncidentNumber incident);
/// What the lanes of a page's notifications begin with.
std::string notification_lanes_of(IncidentNumber incident, std::string_view page);

/// A row of the outbox as the dispatcher reads it.
struct OutboxRow {
    OutboxId id;
    IncidentNumber incident;  ///< none for what belongs to no incident
    std::string lane;
    int priority = 2;
    int attempts = 0;         ///< attempts begun so far
    bool maybe_sent = false;  ///< the last attempt ended without an answer: look before repeating
    Time created_at;
    Time next_attempt_at;
    Delivery what;
};

}  // namespace tocsin
