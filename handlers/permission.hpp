// Who may do what (design §3, access levels; docs/access.md): checked when a command runs or a button is pressed, never before. Who may
// see what is in handlers/sight. On the store thread.
#pragma once

#include "handlers/context.hpp"
#include "handlers/grammar.hpp"

namespace tocsin::handlers {

/// The level that the configuration's names and the directory give, user groups apart (`in_groups`). Guests of the workspace are guests
/// whatever is configured.
AccessLevel level_of(const Settings& settings, const ActorId& actor, bool is_guest);
/// By name, or in one of the groups as the store last knew them.
bool is_named(const store::Repositories& tables, const Named& named, const ActorId& actor);

/// Error forbidden: says what is needed and whom to ask. `state` is null for verbs that need no incident.
Result<void> allowed(Context& context, const VerbSpec& verb, const Incident* state);
/// The part of `sev` that depends on its argument: lowering is for the lead or an operator, or as `access.lower_severity` says.
Result<void> may_set_severity(Context& context, const Incident& state, Severity to);

/// Records a denial that is about no incident, for admins to find (`health`). `needed`: `an operator`.
void keep_denial(Context& context, std::string verb, std::string needed);
/// Answers a denial and records it: on the incident, or where there is none by `keep_denial`.
Reply deny(Context& context, const Incident* state, const VerbSpec& verb, const Error& why);

}  // namespace tocsin::handlers
