#include "handlers/run_attempt.hpp"

#include "handlers/run_orders.hpp"
#include "handlers/runs.hpp"

namespace tocsin::handlers {
namespace {

/// The run has gone on to the next attempt of the same step.
bool is_tried_again(Context& context, const delivery::RunStepAttempt& attempt) {
    const auto run = context.tables().runs.find(attempt.run);
    const RunStep* step = run ? run->find(attempt.step) : nullptr;
    return step != nullptr && step->phase != StepPhase::finished && step->attempt > attempt.attempt;
}

store::Attribution by_executor() { return {system_actor(), Source("runbook")}; }

}  // namespace

AttemptBegun begin_attempt(Context& context, const delivery::RunStepAttempt& attempt, const std::string& fence) {
    auto run = context.tables().runs.find(attempt.run);
    const RunStep* step = run ? run->find(attempt.step) : nullptr;
    if (step == nullptr || step->attempt != attempt.attempt || is_over(run->phase)) return {};
    const auto runbook = runbook_of(context, *run);
    if (runbook == nullptr) return {};
    if (step->phase == StepPhase::started) {
        const EventBody found = runbooks::interrupted(*run, *runbook, attempt.step);
        record_run(context, *run, found, by_executor());
        follow_order(context, *run, *runbook, found);
        advance_run(context, attempt.run);
        return {};
    }
    const auto turn = runbooks::turn_of(*run, attempt.step, attempt.attempt);
    if (turn != runbooks::AttemptTurn::now) return {{}, turn == runbooks::AttemptTurn::held};
    auto order = runbooks::order_of(*run, *runbook, surroundings_of(context, *run, *runbook), attempt.step, context.now());
    if (!order) {
        end_step(context, *run, *runbook, {attempt.run, attempt.step, attempt.attempt, StepOutcome::failure, order.error().message, {}}, by_executor());
        advance_run(context, attempt.run);
        return {};
    }
    record_run(context, *run, event::StepStarted{attempt.run, attempt.step, attempt.attempt, fence}, by_executor());
    context.work().enqueue(run->incident, delivery::RefreshRun{run->run});
    return {std::move(*order)};
}

void attempt_ended(Context& context, const delivery::RunStepAttempt& attempt, const StepEnded& ended) {
    auto run = context.tables().runs.find(attempt.run);
    const RunStep* step = run ? run->find(attempt.step) : nullptr;
    // A person may have decided meanwhile; what they said stands.
    if (step == nullptr || step->phase != StepPhase::started || step->attempt != attempt.attempt) return;
    if (!ended.printed.empty()) context.tables().runs.keep_output(attempt.run, attempt.step, attempt.attempt, ended.printed, context.now());
    const auto runbook = runbook_of(context, *run);
    const auto* definition = runbook == nullptr ? nullptr : runbooks::place_of(*runbook, attempt.step).step;
    const bool is_try = definition != nullptr && runbooks::is_probe(*definition);
    // A condition is tried every few seconds: one that fails as the one before it did is no news.
    const bool is_news = !is_try || attempt.attempt == 1 || ended.outcome != StepOutcome::failure || step->text != ended.detail;
    event::StepFinished finished{attempt.run, attempt.step, attempt.attempt, ended.outcome, ended.detail, ended.outputs};
    if (runbook != nullptr) end_step(context, *run, *runbook, std::move(finished), by_executor());
    advance_run(context, attempt.run);
    if (!ended.printed.empty() && (is_news || !is_tried_again(context, attempt))) context.work().enqueue(run->incident, delivery::PostRunOutput{attempt.run, attempt.step, attempt.attempt});
}

}  // namespace tocsin::handlers
