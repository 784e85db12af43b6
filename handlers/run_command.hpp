// The way of every command: which incident, may they, then the verb's use case. On the store thread.
#pragma once

#include "bot/core/button.hpp"
#include "handlers/command.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

Reply run_command(Context& context, const ParsedCommand& parsed);

/// A press is a command said with a finger: same permissions, same use cases. An old button on an incident that moved
/// on answers what changed instead of acting.
Reply press(Context& context, const Button& button);

}  // namespace tocsin::handlers
