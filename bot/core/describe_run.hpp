// The sentences of a run's events, for the timeline and the post-mortem. Called by core/describe.cpp; any thread.
#pragma once

#include "bot/base/markup.hpp"
#include "bot/core/event.hpp"

namespace tocsin {

Markup describe_run(const event::RunbookSuggested& e);
Markup describe_run(const event::RunRequested& e);
Markup describe_run(const event::RunStarted& e);
Markup describe_run(const event::RunPaused& e);
Markup describe_run(const event::RunContinued& e);
Markup describe_run(const event::RunAborted& e);
Markup describe_run(const event::RunCompensating& e);
Markup describe_run(const event::RunFinished& e);
Markup describe_run(const event::StepScheduled& e);
Markup describe_run(const event::StepStarted& e);
Markup describe_run(const event::StepWaiting& e);
Markup describe_run(const event::StepAsked& e);
Markup describe_run(const event::StepAnswered& e);
Markup describe_run(const event::StepFinished& e);

/// Steps and their states stand in the run's own message, which is edited in place; only its end, and that somebody broke the
/// glass, get lines of their own.
bool is_shown_by_run_message(const EventBody& body);

}  // namespace tocsin
