// Who may say what to a run. Whoever responds to the incident may stop one and say what they did by hand; what lets a command begin takes the
// right to start that runbook, and an approval the right to give it (docs/runbooks.md). Free function; inside one transaction, store thread.
#pragma once

#include <optional>
#include <string>

#include "bot/core/run.hpp"
#include "handlers/command.hpp"
#include "handlers/context.hpp"
#include "runbooks/engine/model.hpp"

namespace tocsin::handlers {

/// Why not, for whoever asks, and what it takes, for the record.
struct RunRefusal {
    Error error;
    std::string needed;
};

/// Nothing if the caller may. The step of `act` is known.
std::optional<RunRefusal> refusal_of(Context& context, const RunState& run, const runbooks::Runbook& runbook, const command::RunAct& act);

}  // namespace tocsin::handlers
