// What can move: the lists of steps from top to bottom, and the first thing that is due in them.
#include <algorithm>

#include "runbooks/engine/engine_look.hpp"

namespace tocsin::runbooks {
namespace {

constexpr std::string_view kLate = "the time of the run is over";

/// The first event of a step whose needs are settled: it is left out, refused, or begins.
std::optional<EventBody> first_move(const Look& look, const StepList& in, std::size_t at) {
    if (look.is_paused() || look.is_stopped(in, at) || !look.is_ready(in, at)) return std::nullopt;
    const Step& step = (*in.steps)[at];
    const StepKey key = in.key(at);
    if (!look.condition_holds(in, at))
        return ended(look, key, StepOutcome::skipped, step.condition ? "its condition does not hold" : "what it needs did not succeed");
    if (auto refusal = look.refusal(step); !refusal.empty()) return ended(look, key, StepOutcome::failure, std::move(refusal));
    return begin(look, step, key);
}

EventBody once_more(const Look& look, const Step& step, const RunStep& state) {
    if (auto refusal = look.refusal(step); !refusal.empty()) return ended(look, state.key, StepOutcome::failure, std::move(refusal));
    if (std::holds_alternative<ForeachStep>(step.work) && state.items.empty()) return begin(look, step, state.key);
    return event::StepScheduled{look.run.run, state.key, state.attempt + 1, {}, {}};
}

/// A person wants it again or not at all, or an attempt is left.
std::optional<EventBody> after_end(const Look& look, const StepList& in, std::size_t at, const RunStep& state) {
    const Step& step = (*in.steps)[at];
    const StepVote* answer = look.answer_after_end(state);
    if (answer != nullptr && answer->answer == StepAnswer::skip) return ended(look, state.key, StepOutcome::skipped, answer->note);
    if (look.is_paused()) return std::nullopt;
    if (answer != nullptr) return once_more(look, step, state);
    if (look.reopens(in, at)) return event::StepScheduled{look.run.run, state.key, state.attempt + 1, {}, {}};
    const auto due = look.is_stopped(in, at) ? std::nullopt : look.next_attempt(step, state);
    return due ? std::optional(next_try(look, step, state, *due)) : std::nullopt;
}

/// Ends what nobody needs any more or nobody may wait for any longer. An attempt that has started ends by itself, as does a child run.
std::optional<EventBody> cut_short(const Look& look, const StepList& in, std::size_t at, const RunStep& state) {
    const bool has_child = state.phase == StepPhase::waiting && !state.child.none();
    if (state.phase == StepPhase::started || has_child || is_composite((*in.steps)[at])) return std::nullopt;
    const bool unknown = state.question == StepQuestion::decide;
    if (state.cut) return ended(look, state.key, StepOutcome::aborted, unknown ? "aborted; nobody knows what came of it" : "aborted");
    if (look.is_late() && state.since < look.deadline()) return ended(look, state.key, StepOutcome::failure, std::string(kLate));
    const bool at_the_door = state.phase == StepPhase::scheduled && (!state.due || *state.due <= look.now);
    if (!look.is_stopped(in, at) || look.is_paused() || unknown || at_the_door) return std::nullopt;
    return ended(look, state.key, StepOutcome::aborted, "not needed any more");
}

bool is_end(const EventBody& move) { return std::holds_alternative<event::StepFinished>(move); }

/// What moves in a foreach: as many rounds at once as it allows. One that is over but has a step that is wanted again stands still until
/// there is room for it.
std::optional<EventBody> next_in_rounds(const Look& look, const std::vector<StepList>& rounds, int most) {
    const auto open = std::ranges::count_if(rounds, [&](const StepList& round) { return look.is_open(round); });
    int under_way = 0;
    for (const StepList& round : rounds) {
        if (look.is_left_out(round) || (under_way >= most && !look.has_begun(round))) continue;
        auto moved = next_in(look, round);
        if (moved && (open < most || look.is_open(round) || is_end(*moved))) return moved;
        if (!look.all_settled(round)) ++under_way;
    }
    return std::nullopt;
}

/// The first failure that counts, as `drain[1]: exit 1`.
std::string first_failure(const Look& look, const std::vector<StepList>& lists) {
    for (const StepList& inner : lists)
        for (std::size_t at = 0; at < inner.steps->size(); ++at)
            if (look.has_failed(inner, at)) return inner.key(at).value + ": " + look.state(inner.key(at))->text;
    return {};
}

std::optional<EventBody> composite(const Look& look, const StepList& in, std::size_t at) {
    const Step& step = (*in.steps)[at];
    const auto lists = look.inside(in, at);
    const auto* foreach = std::get_if<ForeachStep>(&step.work);
    // The branches of a parallel stand in one list, all of which may move.
    if (auto moved = foreach == nullptr ? next_in(look, lists.front()) : next_in_rounds(look, lists, std::max(foreach->max_parallel, 1))) return moved;
    if (!std::ranges::all_of(lists, [&](const StepList& inner) { return look.all_settled(inner); })) return std::nullopt;
    const StepKey key = in.key(at);
    if (auto failure = first_failure(look, lists); !failure.empty()) return ended(look, key, StepOutcome::failure, std::move(failure));
    const bool whole = std::ranges::all_of(lists, [&](const StepList& inner) { return look.is_complete(inner); });
    return ended(look, key, whole ? StepOutcome::success : StepOutcome::aborted, whole ? "" : "not all of it was done");
}

std::optional<EventBody> when_scheduled(const Look& look, const Step& step, const RunStep& state) {
    const bool skips = is_probe(step) && !state.votes.empty() && state.votes.back().answer == StepAnswer::skip;
    if (skips) return ended(look, state.key, StepOutcome::skipped, state.votes.back().note);
    if (is_performed(step) || look.is_paused()) return std::nullopt;
    return begin(look, step, state.key);
}

std::optional<EventBody> next_of(const Look& look, const StepList& in, std::size_t at) {
    const Step& step = (*in.steps)[at];
    const RunStep* state = look.state(in.key(at));
    if (state == nullptr || state->phase == StepPhase::pending) return first_move(look, in, at);
    if (state->phase == StepPhase::finished) return after_end(look, in, at, *state);
    if (auto cut = cut_short(look, in, at, *state)) return cut;
    switch (state->phase) {
        case StepPhase::scheduled: return when_scheduled(look, step, *state);
        case StepPhase::waiting: return is_composite(step) ? composite(look, in, at) : waited(look, in, at, *state);
        case StepPhase::asking: return answered(look, step, *state);
        default: return std::nullopt;
    }
}

}  // namespace

std::optional<EventBody> next_in(const Look& look, const StepList& in) {
    for (std::size_t at = 0; at < in.steps->size(); ++at)
        if (auto moved = next_of(look, in, at)) return moved;
    return std::nullopt;
}

}  // namespace tocsin::runbooks
