// What follows from the events of a run: orders to executors, what tocsin does itself. Part of
// handlers/runs; on the store thread.
#pragma once

#include "bot/core/run.hpp"
#include "handlers/context.hpp"
#include "runbooks/engine/engine.hpp"

namespace tocsin::handlers {

/// Does what `body`, just recorded, asks for. What tocsin does itself is recorded as finished at once.
void follow_order(Context& context, RunState& run, const runbooks::Runbook& runbook, const EventBody& body);
/// Records that a step has ended, with what follows from that.
void end_step(Context& context, RunState& run, const runbooks::Runbook& runbook, event::StepFinished finished, const store::Attribution& by);

}  // namespace tocsin::handlers
