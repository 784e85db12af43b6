#include "bot/core/run.hpp"

#include <algorithm>

namespace tocsin {
namespace {

bool is_undoing(const StepKey& key) { return key.value.ends_with(kUndoingSuffix); }

struct Fold {
    RunState& state;
    const Event& at;

    RunStep& step(const StepKey& key) const {
        if (RunStep* known = state.find(key)) return *known;
        RunStep& made = state.steps.emplace_back();
        made.key = key;
        return made;
    }
    RunStep& enter(const StepKey& key, StepPhase phase) const {
        RunStep& moved = step(key);
        moved.phase = phase;
        moved.since = at.occurred_at;
        moved.due.reset();
        return moved;
    }

    /// A person wanted the step again: it begins anew.
    static void forget_answers(RunStep& step) {
        step.votes.clear();
        step.counted = 0;
        step.first_started.reset();
    }

    /// It gets in line again, and its time begins anew. What was to be undone is asked about anew if it fails once more.
    void take_up() const {
        state.phase = RunPhase::queued;
        state.why.clear();
        state.ended_at = {};
        std::erase_if(state.steps, [](const RunStep& known) { return is_undoing(known.key); });
    }

    void operator()(const event::RunRequested& e) const {
        state.run = e.run;
        state.incident = at.incident;
        state.runbook = e.runbook;
        state.title = e.title;
        state.hash = e.hash;
        state.parameters = e.parameters;
        state.group = e.group;
        state.cause = e.cause;
        state.starter = at.actor;
        state.parent = e.parent;
        state.parent_step = e.parent_step;
        state.caused_by = e.caused_by;
        state.children = e.children;
        state.requested_at = at.occurred_at;
    }
    void operator()(const event::RunStarted&) const {
        state.phase = RunPhase::running;
        state.started_at = at.occurred_at;
    }
    void operator()(const event::RunPaused& e) const {
        state.phase = RunPhase::paused;
        state.why = e.why;
    }
    void operator()(const event::RunContinued&) const {
        state.phase = RunPhase::running;
        state.why.clear();
    }
    void operator()(const event::RunAborted& e) const {
        state.ended_by = at.actor;
        state.why = e.reason;
        for (RunStep& open : state.steps) open.cut = open.phase != StepPhase::finished;
    }
    void operator()(const event::RunCompensating&) const { state.phase = RunPhase::compensating; }
    void operator()(const event::RunFinished& e) const {
        state.phase = e.outcome;
        state.ended_at = at.occurred_at;
        if (!e.why.empty()) state.why = e.why;
    }
    void operator()(const event::StepScheduled& e) const {
        RunStep& moved = enter(e.step, StepPhase::scheduled);
        if (!moved.votes.empty()) forget_answers(moved);
        moved.outcome = StepOutcome::none;
        moved.question = StepQuestion::none;
        moved.attempt = e.attempt;
        moved.due = e.due;
        if (!e.items.empty()) moved.items = e.items;
    }
    void operator()(const event::StepStarted& e) const {
        RunStep& moved = enter(e.step, StepPhase::started);
        moved.attempt = e.attempt;
        moved.fence = e.fence;
        if (!moved.first_started) moved.first_started = at.occurred_at;
    }
    void operator()(const event::StepWaiting& e) const {
        RunStep& moved = enter(e.step, StepPhase::waiting);
        moved.due = e.until;
        moved.child = e.child;
        if (!moved.first_started) moved.first_started = at.occurred_at;
    }
    void operator()(const event::StepAsked& e) const {
        RunStep& moved = enter(e.step, StepPhase::asking);
        moved.question = e.question;
        moved.text = e.text;
        moved.due = e.expires;
        moved.votes.clear();
        moved.counted = 0;
        if (!moved.first_started) moved.first_started = at.occurred_at;
    }
    void operator()(const event::StepAnswered& e) const {
        step(e.step).votes.push_back({at.actor, e.answer, e.note, at.occurred_at});
        const bool again = e.answer == StepAnswer::retry || e.answer == StepAnswer::skip;
        if (again && !is_undoing(e.step) && can_be_taken_up(state, at.occurred_at)) take_up();
    }
    void operator()(const event::StepFinished& e) const {
        RunStep& moved = enter(e.step, StepPhase::finished);
        moved.outcome = e.outcome;
        moved.text = e.detail;
        moved.outputs = e.outputs;
        moved.counted = static_cast<int>(moved.votes.size());
        moved.ended = ++state.endings;
    }
    void operator()(const auto&) const {}
};

}  // namespace

RunStep* RunState::find(const StepKey& key) {
    const auto found = std::ranges::find(steps, key, &RunStep::key);
    return found == steps.end() ? nullptr : &*found;
}
const RunStep* RunState::find(const StepKey& key) const {
    const auto found = std::ranges::find(steps, key, &RunStep::key);
    return found == steps.end() ? nullptr : &*found;
}

std::vector<RunSteering> steering_of(const RunState& state) {
    if (is_over(state.phase) || state.phase == RunPhase::compensating || !state.ended_by.empty()) return {};
    switch (state.phase) {
        case RunPhase::running: return {RunSteering::pause, RunSteering::abort};
        case RunPhase::paused: return {RunSteering::go_on, RunSteering::abort};
        default: return {RunSteering::abort};
    }
}

const ActorId& behind(const RunState& state) { return state.caused_by.empty() ? state.starter : state.caused_by; }

bool can_be_taken_up(const RunState& state, Time now) {
    const bool fell = state.phase == RunPhase::failed || state.phase == RunPhase::compensating;
    const bool is_old = state.phase == RunPhase::failed && now >= state.ended_at + kTakenUpWithin;
    if (!fell || is_old || state.erased || !state.ended_by.empty() || !state.parent.none()) return false;
    // An undoing that was begun, or agreed to, counts, whatever came of it.
    return std::ranges::all_of(state.steps, [](const RunStep& step) {
        const bool unanswered = step.phase == StepPhase::asking && step.votes.empty();
        const bool left = step.phase == StepPhase::finished && step.outcome == StepOutcome::skipped;
        return !is_undoing(step.key) || (step.attempt == 0 && (unanswered || left));
    });
}

RunId run_of(const EventBody& body) {
    return std::visit([](const auto& e) {
        if constexpr (requires { { e.run } -> std::convertible_to<RunId>; }) return e.run;
        else return RunId();
    }, body);
}

void fold(RunState& state, const Event& event) {
    const bool begins = std::holds_alternative<event::RunRequested>(event.body) && state.run.none();
    if (begins || (!state.run.none() && run_of(event.body) == state.run)) std::visit(Fold{state, event}, event.body);
}

}  // namespace tocsin
