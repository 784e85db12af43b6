#include "bot/core/run_fold.hpp"

#include <algorithm>

#include "bot/core/run.hpp"

namespace tocsin {
namespace {

void set_phase(Incident& state, RunId run, RunPhase phase) {
    const auto found = std::ranges::find(state.runs, run, &RunSummary::run);
    if (found != state.runs.end()) found->phase = phase;
}

}  // namespace

void fold_run(Incident& state, const event::RunbookSuggested& e) {
    if (std::ranges::find(state.runs, e.runbook, &RunSummary::runbook) == state.runs.end()) state.runs.push_back({{}, e.runbook, e.title});
}

/// A suggestion that was taken makes way for its run.
void fold_run(Incident& state, const event::RunRequested& e) {
    std::erase_if(state.runs, [&](const RunSummary& known) { return known.run.none() && known.runbook == e.runbook; });
    state.runs.push_back({e.run, e.runbook, e.title, RunPhase::queued});
}

void fold_run(Incident& state, const event::RunStarted& e) { set_phase(state, e.run, RunPhase::running); }
void fold_run(Incident& state, const event::RunPaused& e) { set_phase(state, e.run, RunPhase::paused); }
void fold_run(Incident& state, const event::RunContinued& e) { set_phase(state, e.run, RunPhase::running); }
void fold_run(Incident&, const event::RunAborted&) {}
void fold_run(Incident& state, const event::RunCompensating& e) { set_phase(state, e.run, RunPhase::compensating); }
void fold_run(Incident& state, const event::RunFinished& e) { set_phase(state, e.run, e.outcome); }
void fold_run(Incident&, const event::StepScheduled&) {}
void fold_run(Incident&, const event::StepStarted&) {}
void fold_run(Incident&, const event::StepWaiting&) {}
void fold_run(Incident&, const event::StepAsked&) {}
/// Said of a step of a run that has failed, it takes the run up again (core/run.hpp).
void fold_run(Incident& state, const event::StepAnswered& e) {
    const auto found = std::ranges::find(state.runs, e.run, &RunSummary::run);
    const bool again = (e.answer == StepAnswer::retry || e.answer == StepAnswer::skip) && !e.step.value.ends_with(kUndoingSuffix);
    const bool fell = found != state.runs.end() && (found->phase == RunPhase::failed || found->phase == RunPhase::compensating);
    if (again && fell) found->phase = RunPhase::queued;
}
void fold_run(Incident&, const event::StepFinished&) {}

}  // namespace tocsin
