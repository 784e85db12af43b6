#include "handlers/run_rights.hpp"

#include "handlers/escalate.hpp"
#include "handlers/grammar.hpp"
#include "handlers/permission.hpp"
#include "handlers/runs.hpp"

namespace tocsin::handlers {
namespace {

using command::RunAct;
using command::RunAction;

/// Whether the step asks for somebody else than who started the run.
bool wants_somebody_else(const runbooks::Runbook& runbook, const StepKey& key) {
    const runbooks::Step* step = runbooks::place_of(runbook, key).step;
    const auto* approval = step == nullptr ? nullptr : std::get_if<runbooks::ApprovalStep>(&step->work);
    return approval != nullptr && approval->not_starter;
}

/// What an act takes. Whoever responds may stop a run and say what they did by hand; what lets a command begin, or passes something over,
/// takes the right to start the runbook.
enum class RunRight : std::uint8_t { respond, start, approve };

bool is_work_by_hand(const RunState& run, const StepKey& key) {
    const RunStep* step = run.find(key);
    return step != nullptr && step->phase == StepPhase::asking && step->question == StepQuestion::manual;
}

RunRight right_for(const RunState& run, const RunAct& act) {
    switch (act.action) {
        case RunAction::approve:
        case RunAction::deny:
        case RunAction::break_glass: return RunRight::approve;
        case RunAction::pause:
        case RunAction::abort:
        case RunAction::done: return RunRight::respond;
        case RunAction::skip: return is_work_by_hand(run, act.step) ? RunRight::respond : RunRight::start;
        case RunAction::go_on:
        case RunAction::retry:
        case RunAction::mark_done:
        case RunAction::undo:
        case RunAction::leave: break;
    }
    return RunRight::start;
}

std::string whom_to_ask(RunRight right, const RunState& run) {
    switch (right) {
        case RunRight::respond: return "`join` makes you a responder.";
        case RunRight::start: return "Ask somebody who may start `" + run.runbook.value + "`. Responders may pause and abort it.";
        case RunRight::approve: break;
    }
    return "Ask somebody who may approve.";
}

}  // namespace

std::optional<RunRefusal> refusal_of(Context& context, const RunState& run, const runbooks::Runbook& runbook, const RunAct& act) {
    const RunRight right = right_for(run, act);
    const Incident& state = *context.work().find(run.incident);
    const Caller& caller = context.caller();
    const AccessLevel needed = right == RunRight::approve ? runbook.may_approve : runbook.may_start;
    if (right == RunRight::approve && !caller.is_person)
        return RunRefusal{{Errc::forbidden, "This token acts as nobody, and an approval is for a person.", "Give the token a `user` under `api.tokens`."}, "a person"};
    if (right == RunRight::start)
        if (const auto may = allowed(context, *find_verb("run"), &state); !may) return RunRefusal{may.error(), "the right to run runbooks"};
    const bool responds = right == RunRight::respond && state.is_responder(caller.actor);
    const auto why = refusal_for(context, state, caller.actor, needed);
    if (!why.empty() && !responds && caller.level < needed) return RunRefusal{{Errc::forbidden, "This " + why + ".", whom_to_ask(right, run)}, std::string(name_of(needed))};
    if (act.action == RunAction::approve && is_same_person(context, caller.actor, behind(run)) && wants_somebody_else(runbook, act.step)) {
        const std::string what = run.caused_by.empty() ? "You started this run" : "What you did started this run";
        return RunRefusal{{Errc::forbidden, what + ", and this step is approved by somebody else.", "Ask a second person; alone, `break-glass` with a reason goes on."},
                       "somebody other than whoever started it"};
    }
    return std::nullopt;
}

}  // namespace tocsin::handlers
