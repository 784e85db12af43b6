// Finds out whom a person meant. On the store thread.
#pragma once

#include "handlers/command.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// `me`, a Slack id, or a name or e-mail address from the directory. Errors say when nobody or more than one fits.
Result<ActorId> resolve(Context& context, const PersonRef& who);

/// A typed text names people by their ids, since Slack hands a command over like that: `ask @U012ABC` → `ask @alice`, where the directory
/// knows them.
std::string with_names(Context& context, std::string text);
/// On whose clock somebody types times and reads them. `profile`: what Slack says of them; may be null.
std::string zone_of(const Settings& settings, const ActorId& actor, const Person* profile);

}  // namespace tocsin::handlers
