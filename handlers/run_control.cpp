// `runs`: shows runs and takes what people say to them: pause, continue, abort, and answers to steps. Each is an event in the
// person's name; the engine draws the conclusions.
#include <fmt/format.h>

#include <algorithm>
#include <expected>
#include <utility>

#include "bot/base/text.hpp"
#include "handlers/parser_verbs.hpp"
#include "handlers/run_questions.hpp"
#include "handlers/run_rights.hpp"
#include "handlers/run_view.hpp"
#include "handlers/runs.hpp"
#include "handlers/sight.hpp"
#include "handlers/use_cases.hpp"
#include "runbooks/engine/walk.hpp"

namespace tocsin::handlers {
namespace {

using command::RunAct;
using command::RunAction;

constexpr std::size_t kListedAtMost = 20;
constexpr std::size_t kNamedAtMost = 5;

struct AnswerWord {
    RunAction action;
    StepAnswer answer;
};
constexpr AnswerWord kAnswers[] = {{RunAction::approve, StepAnswer::approve}, {RunAction::deny, StepAnswer::deny}, {RunAction::done, StepAnswer::done},
                                   {RunAction::skip, StepAnswer::skip}, {RunAction::retry, StepAnswer::retry}, {RunAction::mark_done, StepAnswer::mark_done},
                                   {RunAction::break_glass, StepAnswer::break_glass}, {RunAction::undo, StepAnswer::undo}, {RunAction::leave, StepAnswer::leave}};

std::unexpected<Error> conflict(std::string message, std::string hint = {}) { return fail(Errc::conflict, std::move(message), std::move(hint)); }

/// Of a step; all else is said to the run as a whole.
bool is_answer(RunAction action) { return std::ranges::find(kAnswers, action, &AnswerWord::action) != std::end(kAnswers); }

/// `undo` and `leave` are said of the step, and mean what would undo it.
StepKey meant_by(const RunState& run, const RunAct& act) {
    const bool about_undoing = act.action == RunAction::undo || act.action == RunAction::leave;
    const StepKey undoing(act.step.value + std::string(kUndoingSuffix));
    return about_undoing && run.find(undoing) != nullptr ? undoing : act.step;
}

StepAnswer answer_for(RunAction action) { return std::ranges::find(kAnswers, action, &AnswerWord::action)->answer; }

/// The steps that can be answered so now, by the names that are typed.
std::vector<std::string> answerable(const RunState& run, const runbooks::Runbook& runbook, RunAction action, Time now) {
    std::vector<std::string> out;
    for (const RunStep& step : run.steps) {
        const auto answers = runbooks::answers_to(run, runbook, step.key, now);
        if (std::ranges::find(answers, answer_for(action)) == answers.end()) continue;
        const bool undoing = step.key.value.ends_with(kUndoingSuffix) && (action == RunAction::undo || action == RunAction::leave);
        out.push_back(undoing ? step.key.value.substr(0, step.key.value.size() - kUndoingSuffix.size()) : step.key.value);
    }
    return out;
}

/// Each as it has to be typed.
std::string forms_of(const RunAct& act, const std::vector<std::string>& steps) {
    std::string out;
    const char* reason = run_action_needs_note(act.action) ? " REASON" : "";
    for (const auto& step : steps) out += fmt::format("{}`runs {} {} {}{}`", out.empty() ? "" : ", ", act.run.value, run_action_word(act.action), step, reason);
    return out.empty() ? fmt::format("`runs {}` shows what it waits for.", act.run.value) : out + ".";
}

std::string nearest_step(const runbooks::Runbook& runbook, const std::string& typed) {
    std::vector<std::string_view> ids;
    runbooks::each_step(runbook.steps, [&](const runbooks::Step& step) { ids.push_back(step.id.value); });
    return text::did_you_mean(text::lower(typed), ids);
}

std::unexpected<Error> no_such_step(const RunAct& act, const runbooks::Runbook& runbook, const std::vector<std::string>& fit) {
    const std::string near = nearest_step(runbook, act.step.value);
    return fail(Errc::not_found, fmt::format("Run {} has no step `{}`{}", act.run.value, text::truncate(act.step.value, 80), near.empty() ? "." : near), forms_of(act, fit));
}

std::unexpected<Error> which_step(const RunAct& act, const std::vector<std::string>& fit) {
    const auto word = run_action_word(act.action);
    if (fit.empty()) return conflict(fmt::format("Nothing in run {} can be answered with `{}` now.", act.run.value, word), forms_of(act, fit));
    return fail(Errc::invalid_argument, fmt::format("{} steps of run {} can be answered with `{}`. Which one?", fit.size(), act.run.value, word), forms_of(act, fit));
}

/// Only what does no harm to the wrong step may begin with its reason instead of a step: an approval is said of a step by its name or, where one
/// asks, of none.
bool may_begin_with_reason(RunAction action) { return action == RunAction::deny || action == RunAction::done || action == RunAction::skip; }

/// Fills in the step that is meant: the one that was typed, or, if none was, the only one that can be answered so.
Result<RunAct> with_step(const RunState& run, const runbooks::Runbook& runbook, RunAct act, Time now) {
    if (!is_answer(act.action) || (is_over(run.phase) && !can_be_taken_up(run, now))) return act;
    const auto fit = answerable(run, runbook, act.action, now);
    const std::string typed = std::exchange(act.step, StepKey(text::lower(act.step.value))).value;
    if (!typed.empty() && runbooks::place_of(runbook, act.step).step != nullptr) return act;
    const bool begins_reason = may_begin_with_reason(act.action) && fit.size() == 1 && nearest_step(runbook, typed).empty();
    if (!typed.empty() && !begins_reason) return no_such_step(act, runbook, fit);
    if (fit.size() != 1) return which_step(act, fit);
    act.step = StepKey(fit.front());
    if (!typed.empty()) act.note = typed + (act.note.empty() ? "" : " " + act.note);
    return act;
}

Result<EventBody> answer_of(const RunState& run, const runbooks::Runbook& runbook, const RunAct& act, Time now) {
    const StepAnswer answer = answer_for(act.action);
    const StepKey step = meant_by(run, act);
    if (run_action_needs_note(act.action) && act.note.empty())
        return fail(Errc::invalid_argument, fmt::format("`{}` needs a reason.", run_action_word(act.action)), forms_of(act, {act.step.value}));
    if (auto fits = runbooks::accepts(run, runbook, step, answer, act.note, now); !fits) return std::unexpected(std::move(fits.error()));
    return event::StepAnswered{run.run, step, answer, act.note};
}

std::string why_not_steered(const RunState& run, RunSteering steering) {
    if (!run.ended_by.empty()) return "It is being aborted already.";
    if (run.phase == RunPhase::compensating) return "It is undoing what was done already.";
    if (run.phase == RunPhase::queued) return "Run " + std::to_string(run.run.value) + " has not begun; it waits for its place.";
    return steering == RunSteering::pause ? "It is " + std::string(name_of(run.phase)) + " already." : "It is not paused; it is " + std::string(name_of(run.phase)) + ".";
}

std::string how_to_go_on(const RunState& run) {
    if (run.phase == RunPhase::compensating) return "`undo STEP` or `leave STEP` answers what it asks; then it ends.";
    return run.phase == RunPhase::queued ? "`abort` takes it out of the queue." : "";
}

Result<EventBody> steered(const RunState& run, RunSteering steering, const std::string& note) {
    const auto may = steering_of(run);
    if (std::ranges::find(may, steering) == may.end()) return conflict(why_not_steered(run, steering), how_to_go_on(run));
    switch (steering) {
        case RunSteering::pause: return event::RunPaused{run.run, note};
        case RunSteering::go_on: return event::RunContinued{run.run};
        case RunSteering::abort: break;
    }
    return event::RunAborted{run.run, note};
}

/// A step of a run that failed is tried again, or passed over: the run gets in line once more.
bool takes_up(const RunState& run, const RunAct& act, Time now) {
    return is_over(run.phase) && can_be_taken_up(run, now) && (act.action == RunAction::retry || act.action == RunAction::skip);
}

std::string how_to_take_up(const RunState& run, const RunAct& act, Time now) {
    const bool again = act.action == RunAction::retry || act.action == RunAction::skip;
    if (again && run.phase == RunPhase::failed && now >= run.ended_at + kTakenUpWithin) return "That was more than a day ago. Start a new one.";
    if (again && run.phase == RunPhase::failed && !run.parent.none())
        return fmt::format("It belongs to run {}: `runs {} retry {}` starts a new one.", run.parent.value, run.parent.value, run.parent_step.value);
    return again && run.phase == RunPhase::failed ? "Some of what it did was undone. Start a new one." : "";
}

Result<EventBody> event_of(const RunState& run, const runbooks::Runbook& runbook, const RunAct& act, Time now) {
    if (is_over(run.phase) && !takes_up(run, act, now))
        return conflict("Run " + std::to_string(run.run.value) + " is over: it " + std::string(name_of(run.phase)) + ". Nothing was done.", how_to_take_up(run, act, now));
    switch (act.action) {
        case RunAction::pause: return steered(run, RunSteering::pause, act.note);
        case RunAction::go_on: return steered(run, RunSteering::go_on, act.note);
        case RunAction::abort: return steered(run, RunSteering::abort, act.note);
        default: return answer_of(run, runbook, act, now);
    }
}

Reply shown(Context& context, const RunState& run) {
    const auto runbook = runbook_of(context, run);
    if (runbook == nullptr) return refuse({Errc::not_found, "The text of this run's runbook is not known any more.", ""}, run.incident);
    RunView view = view_of(run, *runbook, context.now());
    for (auto& step : view.steps) step.output = context.tables().runs.output(run.run, step.key);
    Markup text = run_text(view);
    if (const Markup waits = what_it_waits_for(context, run); !waits.empty()) text << "\nIt is queued" << waits << ".";
    Reply reply = say(std::move(text), run.incident);
    reply.data = run_json(view);
    return reply;
}

/// Those of the channel's incident; elsewhere all that go on.
std::vector<RunState> runs_here(Context& context, IncidentNumber here) {
    auto runs = here.none() ? context.tables().runs.open() : context.tables().runs.of_incident(here);
    std::erase_if(runs, [&](const RunState& run) { return visible(context, run.incident) == nullptr; });
    return runs;
}

Reply listed(Context& context) {
    const IncidentNumber here = context.tables().incidents.by_channel(context.caller().channel);
    const auto runs = runs_here(context, here);
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

Error no_such_run(RunId run) { return {Errc::not_found, "There is no run " + std::to_string(run.value) + ".", "`runs` lists them."}; }

/// The run that is named or, where none is, the only one that goes on here.
Result<RunState> meant_run(Context& context, const RunAct& typed) {
    if (!typed.run.none()) {
        auto run = visible_run(context, typed.run);
        if (!run) return std::unexpected(no_such_run(typed.run));
        return *std::move(run);
    }
    auto runs = runs_here(context, context.tables().incidents.by_channel(context.caller().channel));
    std::erase_if(runs, [](const RunState& run) { return is_over(run.phase); });
    if (runs.size() == 1) return std::move(runs.front());
    if (runs.empty()) return conflict("No runbook is running here. Nothing was done.", "`runs` lists those that have run.");
    std::string hint = "Say which one:";
    for (std::size_t i = 0; i < runs.size() && i < kNamedAtMost; ++i)
        hint += fmt::format("{} `runs {} {}` ({}, {})", i == 0 ? "" : ",", runs[i].run.value, run_action_word(typed.action), runs[i].runbook.value, name_of(runs[i].phase));
    return fail(Errc::invalid_argument, fmt::format("{} runbooks are running here. Nothing was done.", runs.size()), hint + (runs.size() > kNamedAtMost ? ", … `runs` lists them all." : "."));
}

/// What was typed, understood and found to be allowed: what it does to which run.
struct Meant {
    RunState run;
    EventBody body;
};

/// A refusal for want of rights is on record.
std::expected<Meant, Reply> judged(Context& context, const RunAct& typed) {
    auto run = meant_run(context, typed);
    if (!run) return std::unexpected(refuse(run.error()));
    const auto runbook = runbook_of(context, *run);
    if (runbook == nullptr) return std::unexpected(shown(context, *run));
    RunAct named = typed;
    named.run = run->run;
    const auto act = with_step(*run, *runbook, std::move(named), context.now());
    if (!act) return std::unexpected(refuse(act.error(), run->incident));
    if (const auto refused = refusal_of(context, *run, *runbook, *act)) {
        context.record(run->incident, {event::Denied{"runs " + std::to_string(run->run.value), refused->needed}});
        return std::unexpected(refuse(refused->error, run->incident));
    }
    auto body = event_of(*run, *runbook, *act, context.now());
    const bool rejects = runbook->concurrency && runbook->concurrency->when_busy == runbooks::WhenBusy::reject;
    if (takes_up(*run, *act, context.now()) && rejects && is_full(context, *runbook, run->group)) body = busy(run->group);
    if (!body) return std::unexpected(refuse(body.error(), run->incident));
    return Meant{std::move(*run), std::move(*body)};
}

}  // namespace

Reply handle(Context& context, const command::RunsShow& show) {
    if (show.run.none()) return listed(context);
    const auto run = visible_run(context, show.run);
    return run ? shown(context, *run) : refuse(no_such_run(show.run));
}

std::optional<Reply> refused_now(Context& context, const command::RunAct& typed) {
    auto meant = judged(context, typed);
    return meant ? std::nullopt : std::optional(std::move(meant.error()));
}

Reply handle(Context& context, const command::RunAct& typed) {
    auto meant = judged(context, typed);
    if (!meant) return std::move(meant.error());
    RunState& run = meant->run;
    record_run(context, run, meant->body, context.attribution());
    if (const auto* answered = std::get_if<event::StepAnswered>(&meant->body)) question_answered(context, run, answered->step, context.attribution());
    advance_run(context, run.run);
    return shown(context, *context.tables().runs.find(run.run));
}

}  // namespace tocsin::handlers
