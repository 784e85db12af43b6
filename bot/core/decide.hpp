// What may happen next: pure functions from state and intent to events or a rejection (design §2, functional core).
// They know nothing of permissions (handlers/permission) nor of Slack. Any thread.
#pragma once

#include <span>

#include "bot/base/error.hpp"
#include "bot/core/incident.hpp"

namespace tocsin {

/// Who wants something, and the instant that counts as now.
struct Intent {
    ActorId actor;
    Time now;
};

namespace decide {

/// Forward moves of an open incident, to `resolved` at the latest. Errors: conflict if it is there already, further on,
/// or not open.
Result<Drafts> status(const Incident& state, Status to, const std::string& note);
/// Resolved or still open (then it is resolved first). Error: conflict if closed or canceled.
Result<Drafts> close(const Incident& state, const std::string& summary);
/// From resolved, closed or canceled to investigating; the reason is required.
Result<Drafts> reopen(const Incident& state, const std::string& reason);
/// From any open status; the reason is required.
Result<Drafts> cancel(const Incident& state, const std::string& reason);
Result<Drafts> severity(const Incident& state, Severity to, const std::string& reason);
/// `person` empty clears the role. Joins the person as well.
Result<Drafts> assign(const Incident& state, Role role, const ActorId& person);
/// The first to acknowledge becomes lead where there is none; an incident in triage moves to investigating.
Result<Drafts> acknowledge(const Incident& state, const ActorId& person, const std::string& via);
Result<Drafts> join(const Incident& state, const ActorId& person);
Result<Drafts> leave(const Incident& state, const ActorId& person);
/// Not in the future. An end before its start is kept and shown as invalid (design G6).
Result<Drafts> key_time(const Incident& state, KeyTime which, Time time, const Intent& intent);
Result<Drafts> finish_task(const Incident& state, ItemNumber number);

/// Both halves of a merge: events for the absorbed incident and for the target.
struct Merge {
    Drafts absorbed, target;
};
Result<Merge> merge(const Incident& absorbed, const Incident& target, std::string_view key);

/// Reverses the newest status, severity, lead or note of this person within five minutes, if nobody changed it since.
/// `recent`: all events of the incident in that time, oldest first.
inline constexpr Duration kUndoWindow = std::chrono::minutes{5};
Result<Drafts> undo(const Incident& state, std::span<const Event> recent, const ActorId& actor);

/// The first person's interest in an incident in triage asks for its channel.
void ask_for_channel(const Incident& state, Drafts& drafts);

}  // namespace decide
}  // namespace tocsin
