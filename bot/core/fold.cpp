// What each event means for the state of an incident. One function per event; std::visit makes a missing one a
// compile error.
#include <fmt/format.h>

#include <algorithm>

#include "bot/core/incident.hpp"
#include "bot/core/page_fold.hpp"
#include "bot/core/run_fold.hpp"

namespace tocsin {
namespace {

std::optional<Time>& time_of(Incident& state, KeyTime which) { return state.times[static_cast<std::size_t>(which)]; }
bool& by_hand(Incident& state, KeyTime which) { return state.set_by_hand[static_cast<std::size_t>(which)]; }

/// What an event says of a key time counts unless a person said otherwise.
void observe_time(Incident& state, KeyTime which, std::optional<Time> at) {
    if (!by_hand(state, which)) time_of(state, which) = at;
}

bool is_machine(const ActorId& actor) { return actor == system_actor() || actor.value.starts_with("pagerduty:"); }

void add_once(std::vector<ActorId>& people, const ActorId& person) {
    if (!person.empty() && std::ranges::find(people, person) == people.end()) people.push_back(person);
}

PagerDutyLink* find_link(Incident& state, const PagerDutyIncidentId& id) {
    const auto found = std::ranges::find(state.pagerduty, id, &PagerDutyLink::id);
    return found == state.pagerduty.end() ? nullptr : &*found;
}

Task* find_task(Incident& state, ItemNumber number) {
    const auto found = std::ranges::find(state.tasks, number, &Task::number);
    return found == state.tasks.end() ? nullptr : &*found;
}

/// The state PagerDuty reports by an event type; empty if the type does not change it.
std::string_view pagerduty_state_after(std::string_view what) {
    if (what == "acknowledged") return "acknowledged";
    if (what == "resolved") return "resolved";
    // Whoever it goes to next has not acknowledged it.
    static constexpr std::string_view kTriggering[] = {"triggered", "unacknowledged", "reopened", "escalated", "reassigned", "delegated"};
    if (std::ranges::find(kTriggering, what) != std::end(kTriggering)) return "triggered";
    return {};
}

/// Entering monitoring or resolved first sets mitigated; after a reopen the last ones count (design §3).
void apply_status_times(Incident& state, const event::StatusChanged& e, Time at) {
    if (is_open(e.to) && !is_open(e.from)) {
        state.mitigated_before_reopen = time_of(state, KeyTime::mitigated);
        state.resolved_before_reopen = time_of(state, KeyTime::resolved);
        for (const KeyTime over : {KeyTime::mitigated, KeyTime::resolved}) {
            time_of(state, over).reset();
            by_hand(state, over) = false;
        }
    }
    if (e.to == Status::monitoring || e.to == Status::resolved) {
        if (!time_of(state, KeyTime::mitigated)) observe_time(state, KeyTime::mitigated, at);
    }
    if (e.to == Status::resolved) observe_time(state, KeyTime::resolved, at);
}

/// An undone status change takes back the times that it set.
void take_back_status_times(Incident& state, const event::StatusChanged& e) {
    if (is_open(e.from) && !is_open(e.to)) {
        observe_time(state, KeyTime::mitigated, state.mitigated_before_reopen);
        observe_time(state, KeyTime::resolved, state.resolved_before_reopen);
        return;
    }
    if (e.from == Status::resolved) observe_time(state, KeyTime::resolved, std::nullopt);
    if (e.to < Status::monitoring) observe_time(state, KeyTime::mitigated, std::nullopt);
}

struct Fold {
    Incident& state;
    const Event& at;

    void operator()(const event::Declared& e) const {
        state.number = at.incident;
        state.title = e.title;
        state.severity = e.severity;
        state.status = e.status;
        state.service = e.service;
        state.drill = e.drill;
        state.wants_channel = e.wants_channel;
        state.storm = e.storm;
        state.private_ = state.private_ || e.private_;
        state.declared_by = at.actor;
        time_of(state, KeyTime::declared) = at.occurred_at;
        state.creation[static_cast<std::size_t>(CreationStep::record)] = {StepState::done, {}};
        if (e.wants_channel) want_channel();
    }
    void want_channel() const {
        for (auto step : {CreationStep::channel, CreationStep::topic, CreationStep::purpose, CreationStep::invite,
                          CreationStep::card, CreationStep::pin, CreationStep::announce})
            if (step != CreationStep::announce || !state.private_) state.creation[static_cast<std::size_t>(step)].state = StepState::pending;
    }
    void operator()(const event::TitleChanged& e) const { state.title = e.to; }
    void operator()(const event::SummarySet& e) const { state.summary = e.text; }
    void operator()(const event::CauseSet& e) const { state.cause = e.text; }
    void operator()(const event::ServiceChanged& e) const { state.service = e.to; }
    void operator()(const event::SeverityChanged& e) const { state.severity = e.to; }
    void operator()(const event::SeveritySuggested& e) const { state.suggested = e.severity; }
    void operator()(const event::StatusChanged& e) const {
        state.status = e.to;
        if (at.corrects) take_back_status_times(state, e);
        else apply_status_times(state, e, at.occurred_at);
        if (is_open(e.to)) return;
        state.next_update_due.reset();
        pages_ended(state);
    }
    void operator()(const event::NoteAdded&) const { ++state.notes; }
    void operator()(const event::NoteWithdrawn&) const { --state.notes; }
    void operator()(const event::RoleAssigned& e) const {
        state.roles[static_cast<std::size_t>(e.role)] = e.person;
        add_once(state.responders, e.person);
    }
    void operator()(const event::ResponderJoined& e) const { add_once(state.responders, e.person); }
    void operator()(const event::ResponderLeft& e) const {
        std::erase(state.responders, e.person);
        for (auto& holder : state.roles)
            if (holder == e.person) holder = ActorId();
    }
    void operator()(const event::Acknowledged& e) const {
        // Each was told, or could not be: saying it again changes nothing until it pages anew.
        if (at.source != Source("pagerduty"))
            for (PagerDutyLink& link : state.pagerduty) link.waits = false;
        const auto known = time_of(state, KeyTime::acknowledged);
        if (!known || at.occurred_at < *known) observe_time(state, KeyTime::acknowledged, at.occurred_at);
        if (is_slack_person(e.person)) add_once(state.responders, e.person);
        pages_acknowledged(state, e.person, at.recorded_at);
    }
    void operator()(const event::KeyTimeSet& e) const {
        const bool by_machine = is_machine(at.actor);
        if (by_machine && by_hand(state, e.which)) return;
        time_of(state, e.which) = e.time;
        by_hand(state, e.which) = !by_machine && e.time.has_value();
    }
    void operator()(const event::UpdatePublished& e) const {
        state.last_update_at = at.occurred_at;
        state.next_update_due = e.next_due;
    }
    void operator()(const event::UpdateReminded&) const {}
    void operator()(const event::UpdateMissed&) const { state.next_update_due.reset(); }
    void operator()(const event::TaskAdded& e) const {
        state.tasks.push_back({e.number, e.text, e.owner, e.due, false, e.followup});
    }
    void operator()(const event::TaskDone& e) const {
        for (auto& task : state.tasks)
            if (task.number == e.number) task.done = !at.corrects;
    }
    void operator()(const event::LinkAdded& e) const { state.links.push_back({e.url, e.label}); }
    void operator()(const event::RelatedLinked& e) const {
        if (std::ranges::find(state.related, e.other) == state.related.end()) state.related.push_back(e.other);
    }
    void operator()(const event::MergedInto& e) const {
        state.merged_into = e.target;
        pages_ended(state);
    }
    void operator()(const event::MergedFrom&) const {}
    void operator()(const event::PostmortemChanged& e) const {
        state.postmortem_owner = e.owner;
        state.postmortem_due = e.due;
        state.postmortem_review = e.review;
        state.postmortem_link = e.link;
    }
    void operator()(const event::PostmortemExported&) const {}
    void operator()(const event::ChannelCreated& e) const {
        state.channel = e.channel;
        state.channel_name = e.name;
        state.channel_archived = false;
        state.creation[static_cast<std::size_t>(CreationStep::channel)] = {StepState::done, "#" + e.name};
    }
    void operator()(const event::ChannelArchived&) const { state.channel_archived = true; }
    void operator()(const event::ChannelUnarchived&) const { state.channel_archived = false; }
    void operator()(const event::CreationStepFinished& e) const {
        if (e.step == CreationStep::channel && e.state == StepState::pending) {
            state.wants_channel = true;
            want_channel();
        }
        state.creation[static_cast<std::size_t>(e.step)] = {e.state, e.detail};
    }
    void operator()(const event::DeliveryFailed&) const {}
    void operator()(const event::PagerDutyLinked& e) const {
        if (find_link(state, e.id) != nullptr) return;
        state.pagerduty.push_back({e.id, e.service_id, e.url, e.title, e.service, e.state.empty() ? "triggered" : e.state, e.key, e.priority, at.occurred_at});
        state.pagerduty.back().waits = state.pagerduty.back().state == "triggered";
        // What a merge brings along has no urgency, and a priority only if one was known.
        if (e.urgency.empty() && e.priority.empty()) state.pagerduty.back().priority.reset();
    }
    void operator()(const event::PagerDutyChanged& e) const {
        auto* link = find_link(state, e.id);
        if (link == nullptr) return;
        if (const auto after = pagerduty_state_after(e.what); !after.empty()) {
            link->state = after;
            link->waits = after == "triggered";
        }
        if (e.what != "priority_updated") return;
        link->priority = e.value;
        // When our own change arrived there is not known here; somebody else's may be newer.
        if (at.source != Source("outbox")) link->priority_at = at.occurred_at;
    }
    template <class Body>
        requires requires(Incident& into, const Body& body, const Event& event) { fold_page(into, body, event); }
    void operator()(const Body& body) const { fold_page(state, body, at); }
    template <class Body>
        requires requires(Incident& into, const Body& body) { fold_run(into, body); }
    void operator()(const Body& body) const { fold_run(state, body); }
    void operator()(const event::MessageCaptured&) const { ++state.notes; }
    void operator()(const event::MessageRevised& e) const {
        if (Task* task = find_task(state, e.item)) task->text = plain_text(e.text);
    }
    void operator()(const event::MessageDeleted&) const {}
    void operator()(const event::EntryWithdrawn& e) const {
        if (e.item.none()) --state.notes;
        if (Task* task = find_task(state, e.item)) task->done = task->withdrawn = true;
    }
    void operator()(const event::ChannelRenamed& e) const { state.channel_name = e.to; }
    /// As one that is archived: what wants into it waits until there is another.
    void operator()(const event::ChannelDeleted&) const { state.channel_archived = true; }
    void operator()(const event::ResolveProposed&) const {}
    void operator()(const event::MergeProposed&) const {}
    void operator()(const event::AlertJoined&) const {}
    void operator()(const event::Denied&) const {}
    void operator()(const event::AccessGiven& e) const { add_once(state.admitted, e.person); }
    void operator()(const event::AccessEnded& e) const { std::erase(state.admitted, e.person); }
    void operator()(const event::Redacted&) const {}
    void operator()(const event::Erased&) const {}
};

}  // namespace

void fold(Incident& state, const Event& event) {
    state.last_seq = event.seq;
    state.changed_at = event.recorded_at;
    std::visit(Fold{state, event}, event.body);
    note_activity(state, event.actor, event.recorded_at);
}

bool Incident::is_responder(const ActorId& person) const {
    return std::ranges::find(responders, person) != responders.end() || std::ranges::find(roles, person) != roles.end();
}

std::vector<ActorId> Incident::people() const {
    std::vector<ActorId> out;
    for (const auto& holder : roles) add_once(out, holder);
    for (const auto& person : responders) add_once(out, person);
    return out;
}

std::string display_name(std::string_view key, IncidentNumber number) { return fmt::format("{}-{}", key, number.value); }

}  // namespace tocsin
