// What a run asks people: whom by direct message, who is paged when nobody answers, and that messages and page say so once it is
// answered. Part of handlers/runs; on the store thread.
#pragma once

#include "bot/core/run.hpp"
#include "handlers/context.hpp"
#include "runbooks/engine/model.hpp"

namespace tocsin::store {
struct MessageReference;
}

namespace tocsin::handlers {

/// Asks those who may approve, one by one: whoever is on call, else operators, else admins. Where there is nobody, the channel is told.
void ask_people(Context& context, const RunState& run, const runbooks::Runbook& runbook, const event::StepAsked& asked);
/// A direct message that asks has been posted or edited.
void question_asked(Context& context, IncidentNumber incident, const delivery::AskPerson& what, const store::MessageReference& where);
/// Somebody, `by`, said something: messages that asked say so, and a page about it is over.
void question_answered(Context& context, const RunState& run, const StepKey& step, const store::Attribution& by);
/// The step has ended, by an answer or without one.
void question_ended(Context& context, const RunState& run, const StepKey& step);
/// Two minutes have passed: if the question still waits, whoever is on call for the service is paged, and the channel is told if nobody can be.
void nobody_answered(Context& context, RunId run, const StepKey& step);

}  // namespace tocsin::handlers
