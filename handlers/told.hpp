// Who hears of what they did not see: the person who was given a role or a task, and the stakeholders who were told of an incident and
// must hear how it ends. Called for each event of that kind, in its transaction; store thread.
#pragma once

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// A direct message, unless they took it themselves.
void role_given(Context& context, const Incident& state, const Event& event, const event::RoleAssigned& given);
/// The same, with a button that says it is done.
void task_given(Context& context, const Incident& state, const Event& event, const event::TaskAdded& given);
/// To whoever is to write it, when they become its owner.
void postmortem_given(Context& context, const Incident& state, const Event& event, const event::PostmortemChanged& changed);
/// Takes the button away.
void given_task_done(Context& context, const Incident& state, const Event& event, const event::TaskDone& done);
/// In `updates_channel`: that it is over, was none, or goes on. Who never heard of it is not told that it ended, unless somebody wrote how.
void tell_stakeholders(Context& context, const Incident& state, const Event& event, const event::StatusChanged& change);

}  // namespace tocsin::handlers
