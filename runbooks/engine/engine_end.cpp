// What follows when nothing can move: how the run ends, and what is undone before that. Undoing goes in the reverse of the order in which
// steps ended: automatic compensations one after the other without waiting for a person; one that was agreed to when all that ended
// later has been undone or left. What nobody answers within a day is left. All are tried, whatever becomes of the others.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/time_format.hpp"
#include "runbooks/engine/engine_look.hpp"
#include "runbooks/engine/order.hpp"

namespace tocsin::runbooks {
namespace {

/// Something that was done and can be undone.
struct Undoable {
    const Step* step = nullptr;
    StepKey key;                      ///< of the compensation
    const RunStep* state = nullptr;   ///< of the compensation; null: it has not moved
    int ended = 0;
};

/// What ended last comes first.
std::vector<Undoable> undoables(const Look& look) {
    std::vector<Undoable> out;
    for (const RunStep& done : look.run.steps) {
        if (done.phase != StepPhase::finished || done.outcome != StepOutcome::success) continue;
        const StepPlace place = place_of(look.runbook, done.key);
        if (place.step == nullptr || place.compensation || !place.step->compensate) continue;
        const StepKey key = compensation_of(done.key);
        out.push_back({place.step, key, look.state(key), done.ended});
    }
    std::ranges::sort(out, std::ranges::greater(), &Undoable::ended);
    return out;
}

bool has_ended(const Look& look, const Undoable& one) {
    return one.state != nullptr && one.state->phase == StepPhase::finished && !look.next_attempt(*one.step, *one.state);
}
bool is_under_way(const Undoable& one) {
    return one.state != nullptr && (one.state->phase == StepPhase::scheduled || one.state->phase == StepPhase::started);
}
bool is_automatic(const Undoable& one) { return one.step->compensate->automatic; }

/// What must have been tried before.
bool is_next(const Look& look, const std::vector<Undoable>& all, const Undoable& one) {
    return std::ranges::none_of(all, is_under_way) && std::ranges::all_of(all, [&](const Undoable& other) {
        const bool before = other.ended > one.ended && (is_automatic(other) || !is_automatic(one));
        return !before || has_ended(look, other);
    });
}

EventBody undo(const Look& look, const Undoable& one) {
    const auto order = order_of(look.run, look.runbook, look.around, one.key, look.now);
    if (!order) return ended(look, one.key, StepOutcome::failure, order.error().message);
    return event::StepScheduled{look.run.run, one.key, 1, {}, {}};
}

/// What was tried, and came to nobody knows what, is not called left.
EventBody unanswered(const Look& look, const Undoable& one) {
    const bool was_tried = one.state->question != StepQuestion::compensate;
    return ended(look, one.key, was_tried ? StepOutcome::aborted : StepOutcome::skipped, "nobody answered within " + format_duration(kUndoingAsksFor));
}

std::optional<EventBody> next_undoing(const Look& look, const std::vector<Undoable>& all, const Undoable& one) {
    const bool is_new = one.state == nullptr || one.state->phase == StepPhase::pending;
    const std::string& name = one.step->title.empty() ? one.step->id.value : one.step->title;
    if (is_new && !is_automatic(one)) return event::StepAsked{look.run.run, one.key, StepQuestion::compensate, fmt::format("Undo {}?", name), {}};
    if (is_new) return is_next(look, all, one) ? std::optional(undo(look, one)) : std::nullopt;
    if (const auto due = look.next_attempt(*one.step, *one.state)) return next_try(look, *one.step, *one.state, *due);
    if (one.state->phase != StepPhase::asking) return std::nullopt;
    if (one.state->votes.empty()) return look.now < one.state->since + kUndoingAsksFor ? std::nullopt : std::optional(unanswered(look, one));
    if (one.state->question != StepQuestion::compensate) return answered(look, *one.step, *one.state);
    const StepVote& vote = one.state->votes.back();
    if (vote.answer == StepAnswer::leave) return ended(look, one.key, StepOutcome::skipped, vote.note);
    return vote.answer == StepAnswer::undo && is_next(look, all, one) ? std::optional(undo(look, one)) : std::nullopt;
}

/// The first step that failed for good, as `undo failed: exit 1`; of composite steps what failed in them says more.
std::string first_failure(const Look& look) {
    for (const RunStep& state : look.run.steps) {
        const StepPlace place = place_of(look.runbook, state.key);
        const bool counts = place.step != nullptr && !place.compensation && place.step->on_error == OnError::fail &&
                            (!is_composite(*place.step) || state.items.empty()) && state.outcome == StepOutcome::failure;
        if (counts && !std::holds_alternative<ParallelStep>(place.step->work)) return fmt::format("{} failed: {}", state.key.value, state.text);
    }
    return {};
}

std::string failed_undoings(const Look& look) {
    std::string out;
    for (const Undoable& one : undoables(look))
        if (one.state != nullptr && (one.state->outcome == StepOutcome::failure || one.state->outcome == StepOutcome::aborted)) out += (out.empty() ? "" : ", ") + one.step->id.value;
    return out.empty() ? out : "; could not be undone: " + out;
}

event::RunFinished finish(const Look& look, RunPhase outcome) {
    event::RunFinished out{look.run.run, outcome, {}};
    if (outcome == RunPhase::failed) {
        out.why = first_failure(look);
        if (look.is_late() && look.run.phase != RunPhase::compensating) out.why = "not done within " + format_duration(look.runbook.timeout);
        if (out.why.empty()) out.why = look.run.why.empty() ? "not all of it was done" : look.run.why;
    }
    if (outcome != RunPhase::succeeded) {
        const std::string left = failed_undoings(look);
        if (!left.empty()) out.why = (out.why.empty() ? look.run.why : out.why) + left;
    }
    return out;
}

/// Steps that wait for each other can never move. The reader refuses such a file; a run that has one ends all the same.
bool is_stuck(const Look& look) { return !look.is_paused() && std::ranges::none_of(look.run.steps, is_open); }

RunPhase outcome_of(const Look& look, const StepList& top) {
    if (look.is_aborted()) return RunPhase::aborted;
    bool failed = !look.is_complete(top);
    for (std::size_t at = 0; at < top.steps->size(); ++at) failed |= look.has_failed(top, at);
    return failed ? RunPhase::failed : RunPhase::succeeded;
}

}  // namespace

std::optional<EventBody> next_at_end(const Look& look, const StepList& top) {
    if (look.is_paused() && !look.is_aborted() && !look.is_late()) return std::nullopt;
    if (!look.all_settled(top) && !is_stuck(look)) return std::nullopt;
    const RunPhase outcome = outcome_of(look, top);
    if (outcome == RunPhase::succeeded) return finish(look, outcome);
    const auto all = undoables(look);
    const bool something_left = std::ranges::any_of(all, [&](const Undoable& one) { return !has_ended(look, one); });
    return something_left ? EventBody(event::RunCompensating{look.run.run}) : EventBody(finish(look, outcome));
}

std::optional<EventBody> next_compensation(const Look& look) {
    const auto all = undoables(look);
    for (const Undoable& one : all)
        if (auto moved = next_undoing(look, all, one)) return moved;
    const bool done = std::ranges::all_of(all, [&](const Undoable& one) { return has_ended(look, one); });
    return done ? std::optional(EventBody(finish(look, look.is_aborted() ? RunPhase::aborted : RunPhase::failed))) : std::nullopt;
}

}  // namespace tocsin::runbooks
