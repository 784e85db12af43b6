// Finds out whom a person meant. On the store thread.
#pragma once

#include "handlers/command.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// `me`, a Slack id, or a name or e-mail address from the directory. Errors say when nobody or more than one fits.
Result<ActorId> resolve(Context& context, const PersonRef& who);

}  // namespace tocsin::handlers
