#include "bot/core/describe_run.hpp"

#include "bot/core/event_kinds.hpp"

namespace tocsin {
namespace {

Markup run_name(RunId run) { return Markup("run ") << std::to_string(run.value); }
Markup step_name(RunId run, const StepKey& step) { return run_name(run) << ", step " << step.value; }
Markup with_reason(Markup sentence, const std::string& reason) {
    if (!reason.empty()) sentence << ": " << reason;
    return sentence;
}

std::string_view sentence_of(StepAnswer answer) {
    constexpr words::Table<StepAnswer, 9> sentences{{{StepAnswer::approve, "approved"}, {StepAnswer::deny, "denied"}, {StepAnswer::done, "done by hand"},
                                                     {StepAnswer::skip, "skipped by hand"}, {StepAnswer::retry, "to be tried again"},
                                                     {StepAnswer::mark_done, "marked as done"}, {StepAnswer::break_glass, "approved alone, breaking the glass"},
                                                     {StepAnswer::undo, "to be undone"}, {StepAnswer::leave, "left as it is"}}};
    return words::name_in(sentences, answer);
}

}  // namespace

Markup describe_run(const event::RunbookSuggested& e) { return Markup("runbook ") << e.runbook.value << " fits: " << e.title; }
Markup describe_run(const event::RunRequested& e) {
    Markup m = Markup("runbook ") << e.runbook.value << " as " << run_name(e.run);
    for (const auto& parameter : e.parameters) m << " " << parameter.name << "=" << parameter.value;
    return with_reason(std::move(m), e.cause);
}
Markup describe_run(const event::RunStarted& e) { return run_name(e.run) << " started"; }
Markup describe_run(const event::RunPaused& e) { return with_reason(run_name(e.run) << " paused", e.why); }
Markup describe_run(const event::RunContinued& e) { return run_name(e.run) << " goes on"; }
Markup describe_run(const event::RunAborted& e) { return with_reason(run_name(e.run) << " is to be aborted", e.reason); }
Markup describe_run(const event::RunCompensating& e) { return run_name(e.run) << ": what was done is being undone"; }
Markup describe_run(const event::RunFinished& e) { return with_reason(run_name(e.run) << " " << std::string(name_of(e.outcome)), e.why); }
Markup describe_run(const event::StepScheduled& e) {
    Markup m = step_name(e.run, e.step);
    if (e.attempt > 1) m << ", attempt " << std::to_string(e.attempt);
    m << " scheduled";
    if (e.due) (m << " for ").time(*e.due);
    return m;
}
Markup describe_run(const event::StepStarted& e) {
    Markup m = step_name(e.run, e.step);
    if (e.attempt > 1) m << ", attempt " << std::to_string(e.attempt);
    return m << " started";
}
Markup describe_run(const event::StepWaiting& e) {
    if (!e.child.none()) return step_name(e.run, e.step) << " waits for " << run_name(e.child);
    Markup m = step_name(e.run, e.step) << " waits";
    if (e.until) (m << " until ").time(*e.until);
    return m;
}
Markup describe_run(const event::StepAsked& e) { return with_reason(step_name(e.run, e.step) << " asks", e.text); }
Markup describe_run(const event::StepAnswered& e) { return with_reason(step_name(e.run, e.step) << " " << std::string(sentence_of(e.answer)), e.note); }
Markup describe_run(const event::StepFinished& e) {
    return with_reason(step_name(e.run, e.step) << ": " << std::string(name_of(e.outcome)), e.detail);
}

bool is_shown_by_run_message(const EventBody& body) {
    if (const auto* answered = std::get_if<event::StepAnswered>(&body)) return answered->answer != StepAnswer::break_glass;
    return is_one_of<event::RunbookSuggested, event::RunRequested, event::RunStarted, event::RunPaused, event::RunContinued, event::RunAborted,
                     event::RunCompensating, event::StepScheduled, event::StepStarted, event::StepWaiting, event::StepAsked,
                     event::StepFinished>(body);
}

}  // namespace tocsin
