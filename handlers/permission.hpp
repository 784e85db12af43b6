// Who may do what (design §3, access levels): checked when a command runs or a button is pressed, never before. On the
// store thread.
#pragma once

#include "handlers/context.hpp"
#include "handlers/grammar.hpp"

namespace tocsin::handlers {

/// The level that the configuration and the directory give. Guests of the workspace are guests whatever is configured.
AccessLevel level_of(const Settings& settings, const ActorId& actor, bool is_guest);

/// Error forbidden: says what is needed and how to get there. `state` is null for verbs that need no incident.
Result<void> allowed(Context& context, const VerbSpec& verb, const Incident* state);
/// The part of `sev` that depends on its argument: lowering is for the lead or an operator.
Result<void> may_set_severity(const Context& context, const Incident& state, Severity to);

/// Answers a denial and records it on the incident, if there is one.
Reply deny(Context& context, const Incident* state, const VerbSpec& verb, const Error& why);

}  // namespace tocsin::handlers
