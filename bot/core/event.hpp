// The timeline events: the closed list of what can have happened to an incident (design G5, §4). An event is never
// changed; a correction is a new event whose `corrects` names the old one. Values; any thread.
//
// To add a kind: a struct here with its fields, a line in EventKind, its codec in store/event_codec.cpp, its meaning in
// core/fold.cpp and its sentence in core/describe.cpp; the compiler names each place that is missing.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bot/base/alternatives.hpp"
#include "bot/base/markup.hpp"
#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/message.hpp"
#include "bot/core/oncall_model.hpp"
#include "bot/core/run_words.hpp"
#include "bot/core/words.hpp"

namespace tocsin {

namespace event {

struct Declared {
    std::string title;
    Severity severity = Severity::unset;
    Status status = Status::investigating;
    ServiceName service;
    bool drill = false;
    bool wants_channel = true;  ///< false for an incident in triage: its channel comes when somebody takes it
    bool storm = false;         ///< stands for many alerts at once; further ones join it
    bool private_ = false;      ///< for its own people alone (handlers/permission, may_see)
};
struct TitleChanged { std::string from, to; };
struct SummarySet { std::string text; };
/// What caused it, as far as is known.
struct CauseSet { std::string text; };
struct ServiceChanged { ServiceName from, to; };
struct SeverityChanged { Severity from, to; std::string reason; };
struct SeveritySuggested { Severity severity; std::string reason; };
/// Also resolve, close, cancel (note: the reason) and reopen.
struct StatusChanged { Status from, to; std::string note; };
struct NoteAdded { std::string text; };
struct NoteWithdrawn { std::string text; };
/// `person` empty: the role was cleared.
struct RoleAssigned { Role role; ActorId person, previous; };
struct ResponderJoined { ActorId person; };
struct ResponderLeft { ActorId person; };
struct Acknowledged { ActorId person; std::string via; };
struct KeyTimeSet { KeyTime which; std::optional<Time> time, previous; };
struct UpdatePublished { std::string text; std::optional<Time> next_due; };
struct UpdateReminded { std::string whom; Time due; };  ///< whom: `lead` or `channel`
struct UpdateMissed { Time due; };

/// `author`, `thread`, `files`: of the message that it was made of, if it was made of one.
struct TaskAdded {
    ItemNumber number;
    std::string text;
    ActorId owner;
    std::optional<Time> due;
    bool followup = false;
    ActorId author{};
    MessageTs thread{};
    std::vector<MessageAttachment> files{};
};
struct TaskDone { ItemNumber number; bool followup = false; };
struct LinkAdded { std::string url, label; };
struct RelatedLinked { IncidentNumber other; };
struct MergedInto { IncidentNumber target; };
struct MergedFrom { IncidentNumber absorbed; };
struct PostmortemChanged { ActorId owner; std::optional<Time> due; ReviewState review = ReviewState::draft; std::string link; };
struct PostmortemExported { std::string file; };

/// Creation and channel life.
struct ChannelCreated { ChannelId channel; std::string name; };
struct ChannelArchived { ChannelId channel; };
struct ChannelUnarchived { ChannelId channel; };
struct CreationStepFinished { CreationStep step; StepState state; std::string detail; };
struct DeliveryFailed { std::string what, reason; };  ///< something that should have gone out never will

/// A page, in the three steps that must not be confused (design G10).
struct PageRequested {
    std::string page, target, means, reason;
    bool test = false;
    /// Of a page that tocsin escalates itself: `policy:ID`, `schedule:ID` or `person:ID`, and the file's version it is pinned to.
    std::string plan{}, version{};
    oncall::Urgency urgency = oncall::Urgency::high;
    /// The question of a run that nobody has answered: when it is answered the page is over.
    RunId asked_by{};
    StepKey question{};
    /// Of such a page through PagerDuty: the alert there that is this question's alone, and the key of `pagerduty.routing_keys` that it went by.
    std::string alert{}, routing{};
};
struct PageSent { std::string page; std::string detail; };
struct PageNotified { std::string page; std::string whom; };
struct PageUnanswered { std::string page; std::string detail; };
struct PageFailed { std::string page; std::string reason; };

/// The escalation of a page (core/escalation). `people`: whom the step reached; `others`: channels and PagerDuty policies.
/// `next`: when the following step is due.
struct PageStepFired {
    std::string page;
    int step = 0, round = 0;
    std::vector<oncall::PersonId> people;
    std::vector<std::string> others;
    Time next;
    /// Of `people`, those whose rules have begun before and run on: they do not begin anew.
    std::vector<oncall::PersonId> run_on{};
};
struct PageStepSkipped { std::string page; int step = 0, round = 0; std::string why; };
struct PageRepeated { std::string page; int round = 0; };
/// Every step was tried as often as the policy says; `people` are the fallback, nobody if there is none left.
/// `run_on` as in PageStepFired.
struct PageExhausted { std::string page; std::vector<oncall::PersonId> people; std::vector<std::string> others; std::vector<oncall::PersonId> run_on{}; };
/// `target` as in Notification; `rule`: which of the person's rules, from 0; -1 for a target that has none.
struct NotificationRequested { std::string page; int number = 0; std::string target; oncall::Means by = oncall::Means::slack; int rule = -1; };
struct NotificationChanged { std::string page; int number = 0; NotificationState state = NotificationState::sent; std::string detail; };
/// What it was about has its answer, or needs none any more: this page is over, the incident goes on.
struct PageAnswered { std::string page; std::string why; };
struct PageSnoozed { std::string page; Time until; };
/// Pages again from the first step: the acknowledgement ran out, or the snooze.
struct PageResumed { std::string page; std::string why; };
/// Somebody asked for the next step at once: of our own `page`, or of the PagerDuty incident `id`, which PagerDuty is asked for.
struct PageEscalated { std::string page; PagerDutyIncidentId id; std::string reason; };
/// Somebody put one person in place of all others. Of our own `page`: `person`, whose rules begin; `next`: when the following step is
/// due. Of the PagerDuty incident `id`: `assignee`.
struct PageReassigned {
    std::string page;
    oncall::PersonId person;
    Time next;
    PagerDutyIncidentId id;
    ActorId assignee;
    std::string reason;
};

/// What PagerDuty told us. `what` is the V3 event type without `incident.`.
struct PagerDutyLinked {
    PagerDutyIncidentId id; PagerDutyServiceId service_id;
    std::string url, title, service, urgency, priority;
    std::string key{};    ///< the dedup key, if it was our own page that opened it
    std::string state{};  ///< where a merge brought it along; empty: triggered
};
/// `value`: of a `priority_updated`, the priority's name; empty for none.
struct PagerDutyChanged { PagerDutyIncidentId id; std::string what, detail; std::optional<std::string> value{}; };
struct ResolveProposed { PagerDutyIncidentId id; std::string by; };
/// `id` was merged into `into` there, which belongs to our incident `target`. Nothing is merged here by that.
struct MergeProposed { PagerDutyIncidentId id, into; IncidentNumber target; };
struct AlertJoined { PagerDutyIncidentId id; std::string rule; };

/// A runbook fits this incident and is offered.
struct RunbookSuggested { RunbookName runbook; std::string title; };
/// A run and its steps (core/run.hpp). `starter` is the actor. `cause`: of an automatic start. `caused_by`: whose action set it off.
/// `children`: names and hashes of the runbooks that it may start, as they were when it was asked for.
struct RunRequested {
    RunId run;
    RunbookName runbook;
    std::string title;
    RunbookHash hash;
    RunValues parameters;
    std::string group{}, cause{};
    RunId parent{};
    StepKey parent_step{};
    ActorId caused_by{};
    RunValues children{};
};
struct RunStarted { RunId run; };
struct RunPaused { RunId run; std::string why; };
struct RunContinued { RunId run; };
struct RunAborted { RunId run; std::string reason; };      ///< asked for; RunFinished follows when what was under way has ended
struct RunCompensating { RunId run; };                     ///< what was done is being undone, newest first
struct RunFinished { RunId run; RunPhase outcome = RunPhase::succeeded; std::string why; };
/// `due`: not before (a retry). `items`: of a foreach.
struct StepScheduled { RunId run; StepKey step; int attempt = 1; std::optional<Time> due{}; std::vector<std::string> items{}; };
/// `fence` names the process: a later one that finds it knows that the attempt was interrupted.
struct StepStarted { RunId run; StepKey step; int attempt = 1; std::string fence; };
/// `child`: the run it waits for; else `until`.
struct StepWaiting { RunId run; StepKey step; std::optional<Time> until{}; RunId child{}; };
struct StepAsked { RunId run; StepKey step; StepQuestion question = StepQuestion::manual; std::string text; std::optional<Time> expires{}; };
struct StepAnswered { RunId run; StepKey step; StepAnswer answer = StepAnswer::approve; std::string note; };
/// `outputs` are small and declared; what a command printed is kept outside the timeline, under the digest's name.
struct StepFinished {
    RunId run;
    StepKey step;
    int attempt = 0;
    StepOutcome outcome = StepOutcome::success;
    std::string detail{};
    RunValues outputs{};
};

/// A message of the incident's channel that somebody put into the record: the actor. The entry has the message's own time and its link.
struct MessageCaptured {
    Markup text;
    ActorId author;
    std::string author_name{};  ///< of whoever is no person of this workspace, such as another app
    ChannelId channel;
    MessageTs ts, thread;       ///< `thread`: the message that it answers, if it stands in a thread
    std::vector<MessageAttachment> files{};
    std::string via{};          ///< how it was marked: `reaction:pushpin`, `pin`, `mention`, `shortcut`, `import`
};
/// The message of the corrected entry was edited. `item`: of a task or follow-up made of a message; none for other entries.
struct MessageRevised { Markup text; ItemNumber item; };
/// The message of the corrected entry was deleted in Slack; the entry keeps its text.
struct MessageDeleted { ItemNumber item; };
/// The last one who had marked the message took the mark away.
struct EntryWithdrawn { ItemNumber item; };
/// What people did to the channel in Slack.
struct ChannelRenamed { std::string from, to; };
struct ChannelDeleted { ChannelId channel; };

struct Denied { std::string verb; std::string needed; };
/// May see a private incident from now on without being a responder: somebody invited them.
struct AccessGiven { ActorId person; std::string why; };
/// What was given so ends; a role or a page still shows it to them.
struct AccessEnded { ActorId person; std::string why; };
struct Redacted { EventSeq seq; std::string reason; };
/// Stands in for an event whose payload was erased; its kind is known and nothing else.
struct Erased { std::string kind; };

}  // namespace event

/// The closed list, in the order of the table of names in event.cpp.
using EventKind =
    std::variant<event::Declared, event::TitleChanged, event::SummarySet, event::ServiceChanged, event::SeverityChanged,
                 event::SeveritySuggested, event::StatusChanged, event::NoteAdded, event::NoteWithdrawn, event::RoleAssigned,
                 event::ResponderJoined, event::ResponderLeft, event::Acknowledged, event::KeyTimeSet, event::UpdatePublished,
                 event::UpdateReminded, event::UpdateMissed, event::TaskAdded, event::TaskDone, event::LinkAdded,
                 event::RelatedLinked, event::MergedInto, event::MergedFrom, event::PostmortemChanged,
                 event::PostmortemExported, event::ChannelCreated, event::ChannelArchived, event::ChannelUnarchived,
                 event::CreationStepFinished, event::DeliveryFailed, event::PageRequested, event::PageSent,
                 event::PageNotified, event::PageUnanswered, event::PageFailed, event::PagerDutyLinked,
                 event::PagerDutyChanged, event::ResolveProposed, event::AlertJoined, event::PageStepFired,
                 event::PageStepSkipped, event::PageRepeated, event::PageExhausted, event::NotificationRequested,
                 event::NotificationChanged, event::PageSnoozed, event::PageResumed, event::PageEscalated,
                 event::PageReassigned, event::MergeProposed, event::PageAnswered,
                 event::RunbookSuggested,
                 event::RunRequested, event::RunStarted, event::RunPaused, event::RunContinued, event::RunAborted,
                 event::RunCompensating, event::RunFinished, event::StepScheduled, event::StepStarted, event::StepWaiting,
                 event::StepAsked, event::StepAnswered, event::StepFinished,
                 event::MessageCaptured, event::MessageRevised, event::MessageDeleted, event::EntryWithdrawn, event::ChannelRenamed,
                 event::ChannelDeleted,
                 event::Denied, event::Redacted, event::AccessGiven, event::CauseSet, event::AccessEnded,
                 event::Erased>;

/// One of them. Named, with its copies, moves and end in event.cpp: bot/base/alternatives.hpp says why.
class EventBody : public EventKind {
public:
    /// The first of the list, to be overwritten.
    EventBody();
    template <AlternativeOf<EventKind> Kind>
    EventBody(Kind kind) : EventBody(alternatives::Place<Kind, EventKind>::index(), &kind) {}

    EventBody(const EventBody&);
    EventBody(EventBody&&) noexcept;
    EventBody& operator=(const EventBody&);
    EventBody& operator=(EventBody&&) noexcept;
    ~EventBody();

private:
    EventBody(std::size_t index, void* kind);
};

/// An event before it has a place in the timeline: what `decide` gives and `UnitOfWork::record` takes.
struct Draft {
    EventBody body;
    std::optional<Time> occurred_at;  ///< empty: now
    std::optional<EventSeq> corrects;
    std::string link;                 ///< back to where it came from; http(s) or empty

    template <class Body>
        requires AlternativeOf<Body, EventKind> || std::same_as<Body, EventBody>
    Draft(Body b, std::optional<Time> at = {}) : body(std::move(b)), occurred_at(at) {}
};
using Drafts = std::vector<Draft>;

struct Event {
    IncidentNumber incident;
    EventSeq seq;
    Time occurred_at;
    Time recorded_at;
    ActorId actor;
    Source source;
    std::string link;
    std::optional<EventSeq> corrects;
    EventBody body;
};

/// The snake_case name of the kind, past tense: `declared`, `note_added` … For Erased the kind it had.
std::string_view kind_of(const EventBody& body);
/// Every kind that a user can filter by, in the order of EventKind.
std::vector<std::string_view> all_kinds();

/// Calls the matching one of several lambdas: `std::visit(Overload{…}, body)`.
template <class... F>
struct Overload : F... {
    using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

}  // namespace tocsin
