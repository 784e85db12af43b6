// Runs of runbooks: makes them and carries them on. The engine (runbooks/engine) says what is next; here it is recorded on the
// incident's timeline and done: executors get their orders through the outbox, what tocsin does itself happens in the same
// transaction. On the store thread.
#pragma once

#include <memory>
#include <optional>

#include "bot/core/run.hpp"
#include "handlers/command.hpp"
#include "handlers/context.hpp"
#include "runbooks/engine/engine.hpp"

namespace tocsin::handlers {

/// Where a run comes from, if no person started it by itself.
struct RunOrigin {
    std::string cause{};   ///< of an automatic start
    RunId parent{};
    StepKey parent_step{};
    ActorId caused_by{};   ///< of an automatic start: whose action set it off
};

/// Pins the runbook's text, records the run in the name of `starter` and carries it as far as it goes at once. `parameters` are
/// resolved. Errors: conflict (its concurrency group is busy and it says `reject`), invalid_argument (a template without a value).
Result<RunId> begin_run(Context& context, IncidentNumber incident, const runbooks::Volume& volume, RunValues parameters, const ActorId& starter,
                        const RunOrigin& origin = {});
/// Does all that is due now; without effect on a run that is over or unknown.
void advance_run(Context& context, RunId run);
/// Records something about a run that did not come from the engine, such as an answer; `advance_run` follows.
void record_run(Context& context, RunState& run, EventBody body, const store::Attribution& by);
/// What a runbook does by itself stands in the record under its own name (design §4, actors).
store::Attribution by_runbook(const RunState& run);

/// What a queued run waits for: ` and waits for run 1 of the group `deploys``; empty for one that has begun.
Markup what_it_waits_for(Context& context, const RunState& run);
/// Why a run of a group that says `reject` does not begin now.
std::unexpected<Error> busy(const std::string& group);
/// The group has as many runs under way as this runbook says.
bool is_full(Context& context, const runbooks::Runbook& runbook, const std::string& group);
/// The edition of a runbook that a step of this run starts: as it was when the run began. Null: there is none.
runbooks::VolumePtr child_of(Context& context, const RunState& run, const RunbookName& name);
/// The text that a run is pinned to; null if nobody has it any more.
std::shared_ptr<const runbooks::Runbook> runbook_of(Context& context, const RunState& run);
runbooks::Surroundings surroundings_of(Context& context, const RunState& run, const runbooks::Runbook& runbook);
/// Why the person may not do what takes `needed`; empty if they may. On call for the incident's service counts as operator.
std::string refusal_for(Context& context, const Incident& state, const ActorId& person, AccessLevel needed);

/// What would be said to it, with any reason, if it were typed now; nothing if it would be done.
std::optional<Reply> refused_now(Context& context, const command::RunAct& act);

/// The run's own timer, or that of a question which nobody has answered.
void run_ticked(Context& context, const TimerRow& timer);

}  // namespace tocsin::handlers
