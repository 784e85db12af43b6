// What the incident itself knows of its runs: which runbooks were offered, which run and how they ended. The runs' own state
// is core/run.hpp. Called by core/fold.cpp; values; any thread.
#pragma once

#include "bot/core/incident.hpp"

namespace tocsin {

void fold_run(Incident& state, const event::RunbookSuggested& e);
void fold_run(Incident& state, const event::RunRequested& e);
void fold_run(Incident& state, const event::RunStarted& e);
void fold_run(Incident& state, const event::RunPaused& e);
void fold_run(Incident& state, const event::RunContinued& e);
void fold_run(Incident& state, const event::RunAborted& e);
void fold_run(Incident& state, const event::RunCompensating& e);
void fold_run(Incident& state, const event::RunFinished& e);
void fold_run(Incident& state, const event::StepScheduled& e);
void fold_run(Incident& state, const event::StepStarted& e);
void fold_run(Incident& state, const event::StepWaiting& e);
void fold_run(Incident& state, const event::StepAsked& e);
void fold_run(Incident& state, const event::StepAnswered& e);
void fold_run(Incident& state, const event::StepFinished& e);

}  // namespace tocsin
