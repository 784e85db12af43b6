#include "runbooks/engine/engine.hpp"

#include <algorithm>

#include "runbooks/engine/engine_look.hpp"

namespace tocsin::runbooks {
namespace {

std::optional<EventBody> leave_queue(const Look& look) {
    // One that was taken up again has done something that can be undone.
    if (look.is_aborted() && look.run.steps.empty()) return event::RunFinished{look.run.run, RunPhase::aborted, {}};
    if (look.is_aborted()) return event::RunStarted{look.run.run};
    if (look.around.may_begin) return event::RunStarted{look.run.run};
    return std::nullopt;
}

void take_earlier(std::optional<Time>& first, Time at, Time now) {
    if (at > now && (!first || at < *first)) first = at;
}

/// When a condition that the incident decides is looked at again.
std::optional<Time> next_look(const Runbook& runbook, const RunStep& state, Time now) {
    const Step* step = place_of(runbook, state.key).step;
    const auto* wait = step == nullptr ? nullptr : std::get_if<WaitStep>(&step->work);
    if (wait == nullptr || !wait->until_expression || state.phase != StepPhase::waiting || wait->every <= Duration{}) return std::nullopt;
    // Where the clock was set back, the wait seems to begin later.
    return now < state.since ? now + wait->every : state.since + ((now - state.since) / wait->every + 1) * wait->every;
}

bool goes_on(const RunState& run, const Runbook& runbook) { return !run.run.none() && !is_over(run.phase) && run.hash == runbook.hash; }

}  // namespace

std::optional<EventBody> next(const RunState& run, const Runbook& runbook, const Surroundings& around, Time now) {
    if (!goes_on(run, runbook)) return std::nullopt;
    const Look look(run, runbook, around, now);
    if (run.phase == RunPhase::queued) return leave_queue(look);
    if (run.phase == RunPhase::compensating) return next_compensation(look);
    const StepList top = look.top();
    if (auto moved = next_in(look, top)) return moved;
    return next_at_end(look, top);
}

std::optional<Time> wake_at(const RunState& run, const Runbook& runbook, const Surroundings&, Time now) {
    if (!goes_on(run, runbook) || run.phase == RunPhase::queued) return std::nullopt;
    std::optional<Time> first;
    const bool is_undoing = run.phase == RunPhase::compensating;
    if (!is_undoing) take_earlier(first, run.started_at + runbook.timeout, now);
    for (const RunStep& state : run.steps) {
        const bool has_end = state.phase == StepPhase::waiting || state.phase == StepPhase::asking;
        if (has_end && state.due) take_earlier(first, *state.due, now);
        if (is_undoing && state.phase == StepPhase::asking) take_earlier(first, state.since + kUndoingAsksFor, now);
        if (const auto look = next_look(runbook, state, now)) take_earlier(first, *look, now);
    }
    return first;
}

std::vector<RunId> children_to_abort(const RunState& run, const Runbook& runbook, Time now) {
    std::vector<RunId> out;
    const bool is_late = (run.phase == RunPhase::running || run.phase == RunPhase::paused) && now >= run.started_at + runbook.timeout;
    if (run.ended_by.empty() && !is_late) return out;
    for (const RunStep& state : run.steps) {
        const bool before = state.cut || (is_late && state.since < run.started_at + runbook.timeout);
        if (state.phase == StepPhase::waiting && !state.child.none() && before) out.push_back(state.child);
    }
    return out;
}

AttemptTurn turn_of(const RunState& run, const StepKey& key, int attempt) {
    const RunStep* state = run.find(key);
    const bool is_wanted = state != nullptr && !is_over(run.phase) && state->phase == StepPhase::scheduled && state->attempt == attempt;
    if (!is_wanted) return AttemptTurn::over;
    return run.phase == RunPhase::paused ? AttemptTurn::held : AttemptTurn::now;
}

}  // namespace tocsin::runbooks
