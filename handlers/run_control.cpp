// `runs`: shows runs and takes what people say to them: pause, continue, abort, and answers to steps. Each is an event in the
// person's name; the engine draws the conclusions.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "handlers/run_view.hpp"
#include "handlers/runs.hpp"
#include "handlers/sight.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

using command::RunAct;
using command::RunAction;

constexpr std::size_t kListedAtMost = 20;

struct AnswerWord {
    RunAction action;
    StepAnswer answer;
};
constexpr AnswerWord kAnswers[] = {{RunAction::approve, StepAnswer::approve}, {RunAction::deny, StepAnswer::deny}, {RunAction::done, StepAnswer::done},
                                   {RunAction::skip, StepAnswer::skip}, {RunAction::retry, StepAnswer::retry}, {RunAction::mark_done, StepAnswer::mark_done},
                                   {RunAction::break_glass, StepAnswer::break_glass}, {RunAction::undo, StepAnswer::undo}, {RunAction::leave, StepAnswer::leave}};

std::unexpected<Error> conflict(std::string message, std::string hint = {}) { return fail(Errc::conflict, std::move(message), std::move(hint)); }

bool is_about_approval(RunAction action) { return action == RunAction::approve || action == RunAction::deny || action == RunAction::break_glass; }

/// Whether the step asks for somebody else than who started the run.
bool wants_somebody_else(const runbooks::Runbook& runbook, const StepKey& key) {
    const runbooks::Step* step = runbooks::place_of(runbook, key).step;
    const auto* approval = step == nullptr ? nullptr : std::get_if<runbooks::ApprovalStep>(&step->work);
    return approval != nullptr && approval->not_starter;
}

/// Steering a run is for whoever may start it, and for responders of the incident; approving is not.
Result<void> may_act(Context& context, const RunState& run, const runbooks::Runbook& runbook, const RunAct& act) {
    const RunAction action = act.action;
    const Incident& state = *context.work().find(run.incident);
    const Caller& caller = context.caller();
    const AccessLevel needed = is_about_approval(action) ? runbook.may_approve : runbook.may_start;
    if (is_about_approval(action) && !caller.is_person)
        return fail(Errc::forbidden, "This token acts as nobody, and an approval is for a person.", "Give the token a `user` under `api.tokens`.");
    const bool responds = !is_about_approval(action) && state.is_responder(caller.actor);
    const auto why = refusal_for(context, state, caller.actor, needed);
    if (!why.empty() && !responds && caller.level < needed)
        return fail(Errc::forbidden, "This " + why + ".", is_about_approval(action) ? "Ask somebody who may approve." : "`join` makes you a responder.");
    if (action == RunAction::approve && caller.actor == run.starter && wants_somebody_else(runbook, act.step))
        return fail(Errc::forbidden, "You started this run, and this step is approved by somebody else.", "Ask a second person; alone, `break-glass` with a reason goes on.");
    return {};
}

/// `undo` and `leave` are said of the step, and mean what would undo it.
StepKey meant_by(const RunState& run, const RunAct& act) {
    const bool about_undoing = act.action == RunAction::undo || act.action == RunAction::leave;
    const StepKey undoing(act.step.value + ".compensate");
    return about_undoing && run.find(undoing) != nullptr ? undoing : act.step;
}

/// Whoever started the run cannot be the second person that an approval asks for.
bool is_own_approval(const RunState& run, const runbooks::Runbook& runbook, const RunAct& act, const ActorId& person) {
    const auto place = runbooks::place_of(runbook, act.step);
    const auto* approval = place.step == nullptr ? nullptr : std::get_if<runbooks::ApprovalStep>(&place.step->work);
    return approval != nullptr && approval->not_starter && act.action == RunAction::approve && person == run.starter;
}

Result<EventBody> answer_of(const RunState& run, const runbooks::Runbook& runbook, const RunAct& act) {
    const auto* found = std::ranges::find(kAnswers, act.action, &AnswerWord::action);
    const StepKey step = meant_by(run, act);
    if (auto fits = runbooks::accepts(run, runbook, step, found->answer, act.note); !fits) return std::unexpected(std::move(fits.error()));
    return event::StepAnswered{run.run, step, found->answer, act.note};
}

Result<EventBody> event_of(const RunState& run, const runbooks::Runbook& runbook, const RunAct& act) {
    if (is_over(run.phase)) return conflict("Run " + std::to_string(run.run.value) + " is over: it " + std::string(name_of(run.phase)) + ". Nothing was done.");
    switch (act.action) {
        case RunAction::pause:
            if (run.phase == RunPhase::queued) return conflict("Run " + std::to_string(run.run.value) + " has not begun; it waits for its place.", "`abort` takes it out of the queue.");
            if (run.phase != RunPhase::running) return conflict("It is " + std::string(name_of(run.phase)) + " already.");
            return event::RunPaused{run.run, act.note};
        case RunAction::go_on:
            if (run.phase != RunPhase::paused) return conflict("It is not paused; it is " + std::string(name_of(run.phase)) + ".");
            return event::RunContinued{run.run};
        case RunAction::abort:
            if (!run.ended_by.empty()) return conflict("It is being aborted already.");
            return event::RunAborted{run.run, act.note};
        default: return answer_of(run, runbook, act);
    }
}

Reply shown(Context& context, const RunState& run) {
    const auto runbook = runbook_of(context, run);
    if (runbook == nullptr) return refuse({Errc::not_found, "The text of this run's runbook is not known any more.", ""}, run.incident);
    RunView view = view_of(run, *runbook);
    for (auto& step : view.steps) step.output = context.tables().runs.output(run.run, step.key);
    Reply reply = say(run_text(view), run.incident);
    reply.data = run_json(view);
    return reply;
}

Reply listed(Context& context) {
    const IncidentNumber here = context.tables().incidents.by_channel(context.caller().channel);
    auto runs = here.none() ? context.tables().runs.open() : context.tables().runs.of_incident(here);
    std::erase_if(runs, [&](const RunState& run) { return visible(context, run.incident) == nullptr; });
    if (runs.empty()) return say(here.none() ? "No runbook is running." : "No runbook has run here. `runbook list` shows what there is.", here);
    Markup out;
    for (std::size_t i = 0; i < runs.size() && i < kListedAtMost; ++i)
        out << fmt::format("{}run {} · {} · {} · {}", i == 0 ? "" : "\n", runs[i].run.value, name_of(runs[i].phase), context.name(runs[i].incident), runs[i].runbook.value);
    if (runs.size() > kListedAtMost) out << fmt::format("\n… and {} more", runs.size() - kListedAtMost);
    return say(out, here);
}

/// Nothing if there is none, and if it is of an incident that the caller may not see.
std::optional<RunState> visible_run(Context& context, RunId id) {
    auto run = context.tables().runs.find(id);
    if (run && visible(context, run->incident) == nullptr) run.reset();
    return run;
}

Reply unknown(RunId run) { return refuse({Errc::not_found, "There is no run " + std::to_string(run.value) + ".", "`runs` lists them."}); }

}  // namespace

Reply handle(Context& context, const command::RunsShow& show) {
    if (show.run.none()) return listed(context);
    const auto run = visible_run(context, show.run);
    return run ? shown(context, *run) : unknown(show.run);
}

Reply handle(Context& context, const command::RunAct& act) {
    auto run = visible_run(context, act.run);
    if (!run || run->run.none()) return unknown(act.run);
    const auto runbook = runbook_of(context, *run);
    if (runbook == nullptr) return shown(context, *run);
    if (const auto may = may_act(context, *run, *runbook, act); !may) {
        context.record(run->incident, {event::Denied{"runs " + std::to_string(act.run.value), std::string(name_of(runbook->may_approve))}});
        return refuse(may.error(), run->incident);
    }
    if (is_own_approval(*run, *runbook, act, context.caller().actor)) {
        context.record(run->incident, {event::Denied{"approving run " + std::to_string(act.run.value), "somebody else than who started it"}});
        return refuse({Errc::forbidden, "You started this run; somebody else must approve.", "Alone at night, `runs N break-glass STEP reason` goes on without them."}, run->incident);
    }
    auto body = event_of(*run, *runbook, act);
    if (!body) return refuse(body.error(), run->incident);
    record_run(context, *run, std::move(*body), context.attribution());
    advance_run(context, act.run);
    return shown(context, *context.tables().runs.find(act.run));
}

}  // namespace tocsin::handlers
