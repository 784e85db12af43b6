#include "handlers/told.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "handlers/escalate.hpp"
#include "handlers/reminder.hpp"
#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::size_t kMaxTitle = 200;

std::string message_of(ItemNumber number) { return "task:" + std::to_string(number.value); }

/// Nobody is told what they did themselves, by whichever way they came.
UserId somebody_else(const Context& context, const ActorId& person, const Event& event) {
    return is_slack_person(person) && !is_same_person(context, person, event.actor) ? slack_user(person) : UserId();
}

Markup by_whom(const Event& event) { return event.actor == system_actor() ? Markup("tocsin") : Markup().person(event.actor.value); }

void add_incident(const Context& context, const Incident& state, Markup& text) {
    text.bold(context.name(state.number)) << " · " << text::truncate(text::one_line(state.title), kMaxTitle);
    if (!state.channel.empty()) (text << " · ").channel(state.channel.value);
}

bool sees(Context& context, const Incident& state, const UserId& user) {
    const ActorId person = slack_actor(context.settings().team, user);
    return may_see(context.tables(), context.settings(), seen_as(context.tables(), context.settings(), person), state);
}

/// Somebody who may not see the incident reads that something waits for them there, and nothing of what.
bool asked_to_be_let_in(Context& context, const Incident& state, const UserId& user, const Event& event, std::string_view gave) {
    if (sees(context, state, user)) return false;
    context.work().enqueue(state.number, delivery::DirectMessage{user, by_whom(event) << " " << std::string(gave) << " of a private incident that you cannot see. Ask them to let you in."});
    return true;
}

bool is_machine(const ActorId& actor) { return actor == system_actor() || actor.value.starts_with("pagerduty:") || actor.value.starts_with("runbook:"); }

bool is_written(const Event& event, const event::StatusChanged& change) { return !change.note.empty() && !is_machine(event.actor); }

/// Whether stakeholders read how it ended the last time, though no update had been published.
bool was_end_told(Context& context, const Event& reopened) {
    store::TimelineFilter filter;
    filter.kind = kind_of(reopened.body);
    const auto changes = context.tables().timeline.events(reopened.incident, filter);
    for (auto event = changes.rbegin(); event != changes.rend(); ++event) {
        const auto* change = std::get_if<event::StatusChanged>(&event->body);
        if (change != nullptr && change->to == Status::resolved && !event->corrects) return is_written(*event, *change);
    }
    return false;
}

/// What stakeholders read: whoever was told of it, and whoever reads what a person wrote to them; empty if it is nothing to them.
std::string news_of(Context& context, const Incident& state, const Event& event, const event::StatusChanged& change) {
    const bool was_told = state.last_update_at.has_value();
    const std::string note = change.note.empty() ? "." : ": " + change.note;
    if (is_open(change.to)) {
        if (is_open(change.from) || (!was_told && !was_end_told(context, event))) return {};
        return event.corrects ? "This is not over: it is " + std::string(name_of(change.to)) + " again." : "Reopened" + note;
    }
    if (event.corrects) return is_open(change.from) && was_told ? "It is over after all: " + std::string(name_of(change.to)) + "." : std::string();
    if (change.to == Status::resolved && (was_told || is_written(event, change))) return "Resolved" + note;
    if (change.to == Status::canceled && was_told) return "Canceled" + note;
    return {};
}

/// A message that still waits to be sent comes before the next one of its name.
bool was_told(Context& context, const Incident& state, const UserId& user, const std::string& name) {
    const std::string lane = lane_of(state.number, delivery::DirectNamed{user, name, {}, {}});
    return context.tables().references.find(state.number, name) || context.tables().outbox.count_in_lane(lane) > 0;
}

}  // namespace

void role_given(Context& context, const Incident& state, const Event& event, const event::RoleAssigned& given) {
    const UserId user = somebody_else(context, given.person, event);
    if (user.empty()) return;
    Markup text = by_whom(event);
    text << " made you " << std::string(name_of(given.role)) << " of ";
    add_incident(context, state, text);
    context.work().enqueue(state.number, delivery::DirectMessage{user, std::move(text)});
}

void task_given(Context& context, const Incident& state, const Event& event, const event::TaskAdded& given) {
    const UserId user = somebody_else(context, given.owner, event);
    if (user.empty() || asked_to_be_let_in(context, state, user, event, given.followup ? "gave you a follow-up" : "gave you a task")) return;
    Markup text = by_whom(event);
    text << " gave you " << (given.followup ? "follow-up" : "task") << " #" << std::to_string(given.number.value) << " of ";
    add_incident(context, state, text);
    text << "\n☐ " << given.text;
    if (given.due) (text << " — due ").time(*given.due);
    Offer done{{ButtonAction::finish_item, state.number, state.status, {}, std::to_string(given.number.value)}, "Done", false};
    context.work().enqueue(state.number, delivery::DirectNamed{user, message_of(given.number), std::move(text), {std::move(done)}});
}

void postmortem_given(Context& context, const Incident& state, const Event& event, const event::PostmortemChanged& changed) {
    const UserId user = somebody_else(context, changed.owner, event);
    store::TimelineFilter filter;
    filter.kind = kind_of(event.body);
    const auto changes = context.tables().timeline.events(state.number, filter);
    const auto before = std::ranges::find_if(changes.rbegin(), changes.rend(), [&](const Event& one) { return one.seq < event.seq; });
    const auto* known = before == changes.rend() ? nullptr : std::get_if<event::PostmortemChanged>(&before->body);
    if (user.empty() || (known != nullptr && known->owner == changed.owner)) return;
    if (asked_to_be_let_in(context, state, user, event, "asks you to write the post-mortem")) return;
    Markup text = by_whom(event);
    text << " asks you to write the post-mortem of ";
    add_incident(context, state, text);
    if (changed.due) (text << " — due ").time(*changed.due);
    (text << "\n").code(context.settings().command + " postmortem " + context.name(state.number) + " export") << " gives you the draft; the Home tab has a button for it.";
    context.work().enqueue(state.number, delivery::DirectMessage{user, std::move(text)});
}

void given_task_done(Context& context, const Incident& state, const Event& event, const event::TaskDone& done) {
    const auto task = std::ranges::find(state.tasks, done.number, &Task::number);
    if (task == state.tasks.end() || !is_slack_person(task->owner) || !sees(context, state, slack_user(task->owner))) return;
    Markup text("✓ ");
    text << task->text << "\n";
    add_incident(context, state, text);
    (text << " · done by ") << by_whom(event);
    for (const std::string& name : {message_of(done.number), reminder_of(state.number, done.number)})
        if (was_told(context, state, slack_user(task->owner), name)) context.work().enqueue(state.number, delivery::DirectNamed{slack_user(task->owner), name, text, {}});
}

void tell_stakeholders(Context& context, const Incident& state, const Event& event, const event::StatusChanged& change) {
    if (context.settings().updates_channel.empty() || state.private_) return;
    if (std::string news = news_of(context, state, event, change); !news.empty()) context.work().enqueue(state.number, delivery::PostUpdate{std::move(news), event.actor});
}

}  // namespace tocsin::handlers
