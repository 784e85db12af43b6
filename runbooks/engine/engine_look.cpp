#include "runbooks/engine/engine_look.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "runbooks/engine/outputs.hpp"

namespace tocsin::runbooks {
namespace {

/// Exit codes of which the file says that no repetition can help.
bool is_hopeless(const Retry& retry, const RunStep& state) {
    const auto exit = std::ranges::find(state.outputs, kExitOutput, &RunValue::name);
    if (exit == state.outputs.end()) return false;
    return std::ranges::any_of(retry.unless_exit, [&](int code) { return std::to_string(code) == exit->value; });
}

std::optional<Time> next_probe(const WaitStep& wait, const RunStep& state) {
    const Time due = state.since + wait.every;
    return due <= state.first_started.value_or(state.since) + wait.at_most ? std::optional(due) : std::nullopt;
}

auto places(const StepList& in) { return std::views::iota(std::size_t{0}, in.steps->size()); }

bool counts_as_success(const Step& step, const RunStep* state) {
    if (state == nullptr || state->phase != StepPhase::finished) return false;
    if (state->outcome == StepOutcome::failure) return step.on_error == OnError::go_on;
    return state->outcome != StepOutcome::aborted;
}

}  // namespace

bool is_composite(const Step& step) { return std::holds_alternative<ParallelStep>(step.work) || std::holds_alternative<ForeachStep>(step.work); }
bool is_probe(const Step& step) {
    const auto* wait = std::get_if<WaitStep>(&step.work);
    return wait != nullptr && (wait->until_http || wait->until_command);
}
bool is_performed(const Step& step) {
    const bool by_itself = std::holds_alternative<ManualStep>(step.work) || std::holds_alternative<ApprovalStep>(step.work) ||
                           std::holds_alternative<WaitStep>(step.work) || is_composite(step);
    return !by_itself || is_probe(step);
}
bool asks_after_failure(const Step& step) { return step.condition && step.condition->asks_after_failure(); }
bool is_open(const RunStep& state) { return state.phase != StepPhase::pending && state.phase != StepPhase::finished; }

Duration backoff(const Retry& retry, int attempt) {
    const double wanted = static_cast<double>(retry.initial.count()) * std::pow(std::max(retry.factor, 1.0), attempt - 1);
    return wanted < static_cast<double>(retry.cap.count()) ? Duration(static_cast<Duration::rep>(wanted)) : retry.cap;
}

event::StepFinished ended(const Look& look, const StepKey& key, StepOutcome outcome, std::string detail, RunValues outputs) {
    const RunStep* state = look.state(key);
    return {look.run.run, key, state == nullptr ? 0 : state->attempt, outcome, std::move(detail), std::move(outputs)};
}

Look::Look(const RunState& run_, const Runbook& runbook_, const Surroundings& around_, Time now_)
    : run(run_), runbook(runbook_), around(around_), now(now_) {
    index_.reserve(run.steps.size());
    for (const RunStep& step : run.steps) {
        index_.emplace(step.key.value, &step);
        if (answer_after_end(step) != nullptr) wanted_.push_back(&step);
    }
}

const RunStep* Look::state(const StepKey& key) const {
    const auto found = index_.find(key.value);
    return found == index_.end() ? nullptr : found->second;
}

StepList Look::top() const {
    StepList in{&runbook.steps, {}, false, false, false};
    in.stopped = is_aborted() || is_late() || any_failing({in});
    in.failed_around = is_late();
    return in;
}

std::vector<StepList> Look::inside(const StepList& in, std::size_t at) const {
    const Step& step = (*in.steps)[at];
    std::vector<StepList> out;
    if (const auto* parallel = std::get_if<ParallelStep>(&step.work)) out.push_back({&parallel->branches, in.suffix, true, false, false});
    const RunStep* begun = state(in.key(at));
    if (const auto* foreach = std::get_if<ForeachStep>(&step.work); foreach != nullptr && begun != nullptr)
        for (std::size_t i = 0; i < begun->items.size(); ++i)
            out.push_back({&foreach->steps, in.suffix + "[" + std::to_string(i) + "]", false, false, false});
    const bool stopped = is_stopped(in, at) || any_failing(out);
    const bool failed_around = in.failed_around || (asks_after_failure(step) && truths(in, at).one_failed);
    for (StepList& inner : out) {
        inner.stopped = stopped;
        inner.failed_around = failed_around;
    }
    return out;
}

bool Look::is_settled(const StepList& in, std::size_t at) const {
    const RunStep* found = state(in.key(at));
    if (found == nullptr || found->phase == StepPhase::pending) return is_stopped(in, at);
    if (found->phase != StepPhase::finished || answer_after_end(*found) != nullptr || reopens(in, at)) return false;
    return is_stopped(in, at) || !next_attempt((*in.steps)[at], *found);
}

bool Look::has_begun(const StepList& in) const {
    return std::ranges::any_of(places(in), [&](std::size_t at) { return state(in.key(at)) != nullptr; });
}

bool Look::is_open(const StepList& in) const {
    return std::ranges::any_of(places(in), [&](std::size_t at) {
        const RunStep* found = state(in.key(at));
        return found != nullptr && found->phase != StepPhase::pending && found->phase != StepPhase::finished;
    });
}

bool Look::is_left_out(const StepList& in) const {
    const bool is_round = !in.suffix.empty() && !in.side_by_side;
    return in.stopped && is_round && !has_begun(in);
}

bool Look::all_settled(const StepList& in) const {
    return is_left_out(in) || std::ranges::all_of(places(in), [&](std::size_t at) { return is_settled(in, at); });
}

std::vector<std::size_t> Look::needs_of(const StepList& in, std::size_t at) const {
    const Step& step = (*in.steps)[at];
    if (!step.needs) return at == 0 || in.side_by_side ? std::vector<std::size_t>() : std::vector{at - 1};
    std::vector<std::size_t> out;
    for (std::size_t other = 0; other < in.steps->size(); ++other)
        if (std::ranges::find(*step.needs, (*in.steps)[other].id) != step.needs->end()) out.push_back(other);
    return out;
}

std::vector<std::size_t> Look::ancestors_of(const StepList& in, std::size_t at) const {
    std::vector<std::size_t> out = needs_of(in, at);
    std::vector<bool> seen(in.steps->size());
    for (const std::size_t known : out) seen[known] = true;
    for (std::size_t i = 0; i < out.size(); ++i)
        for (const std::size_t further : needs_of(in, out[i])) {
            if (!seen[further]) out.push_back(further);
            seen[further] = true;
        }
    return out;
}

/// What lies behind its needs is looked at too: a step that ended long ago may be wanted again, and in a list that stopped one that is
/// never reached counts as settled.
bool Look::is_ready(const StepList& in, std::size_t at) const {
    const auto settled = [&](std::size_t need) { return is_settled(in, need); };
    return std::ranges::all_of(needs_of(in, at), settled) && std::ranges::all_of(ancestors_of(in, at), settled);
}

bool Look::has_failed(const StepList& in, std::size_t at) const {
    const RunStep* found = state(in.key(at));
    return (*in.steps)[at].on_error == OnError::fail && found != nullptr && found->phase == StepPhase::finished && found->outcome == StepOutcome::failure;
}

/// Has failed for good, or is a composite step in which something has.
bool Look::is_failing(const StepList& in, std::size_t at) const {
    const Step& step = (*in.steps)[at];
    const RunStep* found = state(in.key(at));
    if (found == nullptr || step.on_error == OnError::go_on) return false;
    if (found->phase == StepPhase::finished)
        return found->outcome == StepOutcome::failure && answer_after_end(*found) == nullptr && !next_attempt(step, *found) && !reopens(in, at);
    return is_composite(step) && any_failing(inside(in, at));
}

bool Look::any_failing(const std::vector<StepList>& lists) const {
    return std::ranges::any_of(lists, [&](const StepList& in) {
        return std::ranges::any_of(places(in), [&](std::size_t at) { return is_failing(in, at); });
    });
}

bool Look::is_complete(const StepList& in) const {
    return std::ranges::all_of(places(in), [&](std::size_t at) {
        const RunStep* found = state(in.key(at));
        return found != nullptr && found->phase == StepPhase::finished && found->outcome != StepOutcome::aborted;
    });
}

Truths Look::truths(const StepList& in, std::size_t at) const {
    Truths out;
    const auto finished = [this](const StepKey& key) {
        const RunStep* found = state(key);
        return found != nullptr && found->phase == StepPhase::finished ? found->outcome : StepOutcome::none;
    };
    for (const std::size_t ancestor : ancestors_of(in, at)) {
        out.all_succeeded &= counts_as_success((*in.steps)[ancestor], state(in.key(ancestor)));
        out.one_failed |= has_failed(in, ancestor);
    }
    out.one_failed |= in.failed_around;
    out.one_skipped = std::ranges::any_of(needs_of(in, at), [&](std::size_t need) { return finished(in.key(need)) == StepOutcome::skipped; });
    out.value = [this, key = in.key(at)](std::string_view name) { return value_of(run, runbook, around, key, name); };
    out.outcome = [this, finished, key = in.key(at)](std::string_view id) { return finished(key_near(runbook, StepId(std::string(id)), key)); };
    return out;
}

bool Look::condition_holds(const StepList& in, std::size_t at) const {
    const auto& condition = (*in.steps)[at].condition;
    const Truths known = truths(in, at);
    if (!condition) return known.all_succeeded;
    return (known.all_succeeded || condition->asks_after_failure()) && condition->holds(known);
}

std::optional<Time> Look::next_attempt(const Step& step, const RunStep& found) const {
    if (found.phase != StepPhase::finished || found.outcome != StepOutcome::failure || found.attempt < 1) return std::nullopt;
    const bool compensation = found.key.value.ends_with(kCompensation);
    if (is_probe(step) && !compensation) return refusal(step).empty() ? next_probe(std::get<WaitStep>(step.work), found) : std::nullopt;
    if (!compensation && (!is_performed(step) || !refusal(step).empty())) return std::nullopt;
    if (found.attempt >= step.retry.attempts || is_hopeless(step.retry, found)) return std::nullopt;
    return found.since + backoff(step.retry, found.attempt);
}

bool Look::is_unclear(const Step& step, const RunStep& found) const {
    const bool compensation = found.key.value.ends_with(kCompensation);
    const bool harmless = !compensation && (step.idempotent || is_probe(step));
    return !harmless && std::ranges::find(found.outputs, kUnclearOutput, &RunValue::name) != found.outputs.end();
}

const StepVote* Look::answer_after_end(const RunStep& found) const {
    const bool may = found.phase == StepPhase::finished && (found.outcome == StepOutcome::failure || found.outcome == StepOutcome::aborted) &&
                     found.counted < static_cast<int>(found.votes.size()) && !is_aborted() && !is_late();
    if (!may) return nullptr;
    const StepVote& newest = found.votes.back();
    return newest.answer == StepAnswer::retry || newest.answer == StepAnswer::skip ? &newest : nullptr;
}

bool Look::reopens(const StepList& in, std::size_t at) const {
    const Step& step = (*in.steps)[at];
    if (wanted_.empty() || !is_composite(step)) return false;
    const RunStep* own = state(in.key(at));
    const bool fell = own != nullptr && own->phase == StepPhase::finished && (own->outcome == StepOutcome::failure || own->outcome == StepOutcome::aborted);
    return fell && std::ranges::any_of(wanted_, [&](const RunStep* wanted) { return is_inside(step, own->key, wanted->key); });
}

}  // namespace tocsin::runbooks
