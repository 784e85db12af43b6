// Questions to people: which answers count, what follows from them, and what happens when nobody answers.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/time_format.hpp"
#include "bot/core/run_view.hpp"
#include "runbooks/engine/engine_look.hpp"
#include "runbooks/engine/walk.hpp"

namespace tocsin::runbooks {
namespace {

constexpr Duration kUnansweredAfter = std::chrono::minutes{2};
/// So often an attempt may be repeated by itself after it died with the program, beyond what `retry` allows: it may be what kills it.
constexpr int kMostInterruptions = 5;

bool is_same(const Surroundings& around, const ActorId& a, const ActorId& b) { return a == b || (around.same_person && around.same_person(a, b)); }

/// What each person said last, in the order in which they first said something.
std::vector<const StepVote*> last_votes(const Look& look, const RunStep& state) {
    std::vector<const StepVote*> out;
    for (const StepVote& vote : state.votes) {
        const auto earlier = std::ranges::find_if(out, [&](const StepVote* known) { return is_same(look.around, known->person, vote.person); });
        if (earlier == out.end()) out.push_back(&vote);
        else *earlier = &vote;
    }
    return out;
}

struct Count {
    int approvals = 0;
    const StepVote* denial = nullptr;
    const StepVote* glass = nullptr;
};

Count count_votes(const Look& look, const ApprovalStep& approval, const RunStep& state) {
    Count out;
    for (const StepVote* vote : last_votes(look, state)) {
        const bool may = look.around.may_approve && look.around.may_approve(vote->person);
        const bool may_break = look.around.may_break_glass ? look.around.may_break_glass(vote->person) : may;
        const bool is_starter = is_same(look.around, behind(look.run), vote->person);
        if (vote->answer == StepAnswer::break_glass && may_break && !vote->note.empty()) out.glass = vote;
        if (vote->answer == StepAnswer::deny && (may || is_starter)) out.denial = vote;
        if (vote->answer == StepAnswer::approve && may && !(approval.not_starter && is_starter)) ++out.approvals;
    }
    return out;
}

std::string with_note(std::string_view what, const std::string& note) { return note.empty() ? std::string(what) : fmt::format("{}: {}", what, note); }

std::string unanswered(const ApprovalStep& approval, const Count& count) {
    const std::string time = format_duration(approval.expires);
    return count.approvals == 0 ? "nobody approved within " + time : fmt::format("only {} of {} approved within {}", count.approvals, approval.quorum, time);
}

std::optional<EventBody> approval_answered(const Look& look, const ApprovalStep& approval, const RunStep& state) {
    const Count count = count_votes(look, approval, state);
    if (count.denial != nullptr) return ended(look, state.key, StepOutcome::failure, with_note("denied", count.denial->note));
    if (count.glass != nullptr) return ended(look, state.key, StepOutcome::success, with_note("the glass was broken", count.glass->note));
    if (count.approvals >= std::max(approval.quorum, 1)) return ended(look, state.key, StepOutcome::success, "approved");
    if (state.due && *state.due <= look.now) return ended(look, state.key, StepOutcome::failure, unanswered(approval, count));
    return std::nullopt;
}

/// The newest answer decides. `undo` and `leave` are engine_end.cpp's.
std::optional<EventBody> single_answer(const Look& look, const RunStep& state) {
    if (state.votes.empty()) return std::nullopt;
    const StepVote& vote = state.votes.back();
    switch (vote.answer) {
        case StepAnswer::done:
        case StepAnswer::mark_done: return ended(look, state.key, StepOutcome::success, vote.note);
        case StepAnswer::skip: return ended(look, state.key, StepOutcome::skipped, vote.note);
        case StepAnswer::retry:
            if (state.question != StepQuestion::decide || look.is_paused()) return std::nullopt;
            return event::StepScheduled{look.run.run, state.key, state.attempt + 1, {}, {}};
        default: return std::nullopt;
    }
}

using Answers = std::vector<StepAnswer>;

Answers answers_of(StepQuestion question) {
    switch (question) {
        case StepQuestion::manual: return {StepAnswer::done, StepAnswer::skip};
        case StepQuestion::approval: return {StepAnswer::approve, StepAnswer::deny, StepAnswer::break_glass};
        case StepQuestion::decide: return {StepAnswer::retry, StepAnswer::mark_done, StepAnswer::skip};
        case StepQuestion::compensate: return {StepAnswer::undo, StepAnswer::leave};
        case StepQuestion::none: break;
    }
    return {};
}

/// To pass over it would be to go on without an approval that was asked for; `break_glass` is the way to do that.
bool holds_approval(const Step& step) {
    return std::holds_alternative<ApprovalStep>(step.work) || std::ranges::any_of(inner_steps(step), holds_approval);
}

/// It stands in a composite step that has succeeded or was passed over, which nothing in it opens again.
bool is_closed_around(const RunState& run, const Runbook& runbook, const StepKey& key) {
    return std::ranges::any_of(run.steps, [&](const RunStep& outer) {
        const bool closed = outer.phase == StepPhase::finished && (outer.outcome == StepOutcome::success || outer.outcome == StepOutcome::skipped);
        const Step* step = closed ? place_of(runbook, outer.key).step : nullptr;
        return step != nullptr && is_composite(*step) && is_inside(*step, outer.key, key);
    });
}

bool goes_on(const RunState& run) { return run.phase == RunPhase::running || run.phase == RunPhase::paused; }
/// It ends with what is still under way, and nothing is taken up again.
bool is_late(const RunState& run, const Runbook& runbook, Time now) { return goes_on(run) && now >= run.started_at + runbook.timeout; }

Answers answers_now(const RunState& run, const Runbook& runbook, const Step& step, const RunStep& state, Time now) {
    if (state.phase == StepPhase::asking) return answers_of(state.question);
    if (!(goes_on(run) || can_be_taken_up(run, now)) || !run.ended_by.empty() || state.key.value.ends_with(kCompensation)) return {};
    if (state.phase == StepPhase::finished && is_late(run, runbook, now)) return {};
    const bool fell = state.phase == StepPhase::finished && (state.outcome == StepOutcome::failure || state.outcome == StepOutcome::aborted);
    if (fell && is_closed_around(run, runbook, state.key)) return {};
    if (fell) {
        Answers out;
        if (!is_composite(step) || (state.attempt == 0 && !std::holds_alternative<ParallelStep>(step.work))) out.push_back(StepAnswer::retry);
        if (!holds_approval(step)) out.push_back(StepAnswer::skip);
        return out;
    }
    const bool waits = state.phase == StepPhase::waiting || state.phase == StepPhase::scheduled;
    return waits && std::holds_alternative<WaitStep>(step.work) ? Answers{StepAnswer::skip} : Answers();
}

std::string alternatives(const Answers& answers) {
    std::string out;
    for (const StepAnswer answer : answers) out += (out.empty() ? "" : ", ") + std::string(typed_word(answer));
    return out.empty() ? "It waits for no answer." : "It takes: " + out + ".";
}

}  // namespace

EventBody next_try(const Look& look, const Step& step, const RunStep& state, Time due) {
    if (!look.is_unclear(step, state)) return event::StepScheduled{look.run.run, state.key, state.attempt + 1, due, {}};
    const auto text = fmt::format("Attempt {} failed ({}), and nobody knows what came of it.", state.attempt, state.text);
    return event::StepAsked{look.run.run, state.key, StepQuestion::decide, text, {}};
}

std::optional<EventBody> answered(const Look& look, const Step& step, const RunStep& state) {
    const auto* approval = std::get_if<ApprovalStep>(&step.work);
    if (state.question == StepQuestion::approval && approval != nullptr) return approval_answered(look, *approval, state);
    return single_answer(look, state);
}

std::vector<StepAnswer> answers_to(const RunState& run, const Runbook& runbook, const StepKey& key, Time now) {
    const Step* step = place_of(runbook, key).step;
    const RunStep* state = run.find(key);
    return step == nullptr || state == nullptr ? Answers() : answers_now(run, runbook, *step, *state, now);
}

Result<void> accepts(const RunState& run, const Runbook& runbook, const StepKey& key, StepAnswer answer, std::string_view note, Time now) {
    const Step* step = place_of(runbook, key).step;
    const RunStep* state = run.find(key);
    if (step == nullptr) return fail(Errc::not_found, fmt::format("The run has no step `{}`.", key.value));
    if (state == nullptr) return fail(Errc::conflict, fmt::format("`{}` has not begun.", key.value));
    const Answers answers = answers_now(run, runbook, *step, *state, now);
    if (answers.empty() && state->phase == StepPhase::finished && is_late(run, runbook, now))
        return fail(Errc::conflict, fmt::format("The time of run {} is over, and `{}` is not taken up again.", run.run.value, key.value),
                    "The run ends when what is still under way has ended. Start a new one.");
    if (std::ranges::find(answers, answer) == answers.end()) {
        const auto stands = state->phase == StepPhase::finished ? name_of(state->outcome) : name_of(state->phase);
        return fail(Errc::conflict, fmt::format("`{}` is {} and cannot be answered with {}.", key.value, stands, name_of(answer)), alternatives(answers));
    }
    if (answer == StepAnswer::break_glass && note.empty()) return fail(Errc::invalid_argument, "To break the glass takes a reason.");
    return {};
}

std::optional<Time> approval_page_due(const RunState& run, const StepKey& key) {
    const RunStep* state = run.find(key);
    const bool asks = state != nullptr && !is_over(run.phase) && state->phase == StepPhase::asking && state->question == StepQuestion::approval;
    return asks && state->votes.empty() ? std::optional(state->since + kUnansweredAfter) : std::nullopt;
}

EventBody interrupted(const RunState& run, const Runbook& runbook, const StepKey& key) {
    const StepPlace place = place_of(runbook, key);
    const RunStep* state = run.find(key);
    const int attempt = state == nullptr ? 0 : state->attempt;
    if (place.step != nullptr && !place.compensation) {
        // A probe only looks, and its time runs out.
        const bool harmless = is_probe(*place.step) || (place.step->idempotent && attempt < place.step->retry.attempts + kMostInterruptions);
        if (harmless) return event::StepScheduled{run.run, key, attempt + 1, {}, {}};
    }
    return event::StepAsked{run.run, key, StepQuestion::decide, fmt::format("Attempt {} was interrupted, and nobody knows what came of it.", attempt), {}};
}

}  // namespace tocsin::runbooks
