// How a step begins whose turn has come, by its kind, and how waits end.
#include <fmt/format.h>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "runbooks/engine/engine_look.hpp"
#include "runbooks/engine/list_text.hpp"
#include "runbooks/engine/order.hpp"

namespace tocsin::runbooks {
namespace {

/// The next instant at which the clock (UTC) shows `HH:MM`, or the instant that is written out.
std::optional<Time> instant_of(std::string_view text, Time now) {
    if (const auto at = parse_iso8601(text)) return at;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto hours = text::parse_int(text.substr(0, colon)), minutes = text::parse_int(text.substr(colon + 1));
    if (!hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) return std::nullopt;
    const Time today = std::chrono::floor<std::chrono::days>(now) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return today >= now ? today : today + std::chrono::days(1);
}

struct Begin {
    const Look& look;
    const Step& step;
    const StepKey& key;

    RunId run() const { return look.run.run; }
    int next_attempt() const {
        const RunStep* state = look.state(key);
        return state == nullptr ? 1 : state->attempt + 1;
    }
    bool is_scheduled() const {
        const RunStep* state = look.state(key);
        return state != nullptr && state->phase == StepPhase::scheduled;
    }
    EventBody failed(std::string why) const { return ended(look, key, StepOutcome::failure, std::move(why)); }
    Result<std::string> fill(const TextTemplate& text) const {
        return text.fill([this](std::string_view name) { return value_of(look.run, look.runbook, look.around, key, name); });
    }
    EventBody schedule() const {
        if (const auto order = order_of(look.run, look.runbook, look.around, key, look.now); !order) return failed(order.error().message);
        return event::StepScheduled{run(), key, next_attempt(), {}, {}};
    }
    EventBody ask(StepQuestion question, const TextTemplate& text, std::optional<Time> expires) const {
        auto filled = fill(text);
        if (!filled) return failed(filled.error().message);
        return event::StepAsked{run(), key, question, std::move(*filled), expires};
    }

    EventBody operator()(const ManualStep& manual) const { return ask(StepQuestion::manual, manual.text, {}); }
    EventBody operator()(const ApprovalStep& approval) const { return ask(StepQuestion::approval, approval.text, look.now + approval.expires); }
    EventBody operator()(const WaitStep& wait) const {
        if (is_probe(step)) return schedule();
        if (wait.duration) return event::StepWaiting{run(), key, look.now + *wait.duration, {}};
        if (wait.until_expression) return event::StepWaiting{run(), key, look.now + wait.at_most, {}};
        const auto until = instant_of(wait.until_time, look.now);
        if (!until) return failed(fmt::format("`{}` is no time", wait.until_time));
        return event::StepWaiting{run(), key, until, {}};
    }
    EventBody operator()(const ParallelStep&) const { return event::StepWaiting{run(), key, {}, {}}; }
    EventBody operator()(const ForeachStep& foreach) const {
        if (is_scheduled()) return event::StepWaiting{run(), key, {}, {}};
        const auto filled = fill(foreach.items);
        if (!filled) return failed(filled.error().message);
        auto items = items_of(*filled);
        if (!items) return failed(fmt::format("`{}` is no list of at most {} items", text::truncate(*filled, 80), kMostItems));
        if (items->empty()) return ended(look, key, StepOutcome::success, "nothing to repeat");
        if (look.run.steps.size() + items->size() * foreach.steps.size() > kMostRunSteps)
            return failed(fmt::format("the run would have more than {} steps", kMostRunSteps));
        return event::StepScheduled{run(), key, next_attempt(), {}, std::move(*items)};
    }
    EventBody operator()(const auto&) const { return schedule(); }
};

EventBody after_child(const Look& look, const RunStep& state, RunPhase phase) {
    auto outputs = look.around.child_outputs ? look.around.child_outputs(state.child) : RunValues();
    const auto outcome = phase == RunPhase::succeeded ? StepOutcome::success : look.is_aborted() ? StepOutcome::aborted : StepOutcome::failure;
    return ended(look, state.key, outcome, fmt::format("run {} {}", state.child.value, name_of(phase)), std::move(outputs));
}

}  // namespace

EventBody begin(const Look& look, const Step& step, const StepKey& key) { return std::visit(Begin{look, step, key}, step.work); }

std::optional<EventBody> waited(const Look& look, const StepList& in, std::size_t at, const RunStep& state) {
    const Step& step = (*in.steps)[at];
    if (!state.child.none() && std::holds_alternative<RunbookStep>(step.work)) {
        const RunPhase phase = look.around.child_phase ? look.around.child_phase(state.child) : RunPhase::running;
        return is_over(phase) ? std::optional(after_child(look, state, phase)) : std::nullopt;
    }
    if (!state.votes.empty() && state.votes.back().answer == StepAnswer::skip) return ended(look, state.key, StepOutcome::skipped, state.votes.back().note);
    const auto* wait = std::get_if<WaitStep>(&step.work);
    const bool is_over = state.due && *state.due <= look.now;
    if (wait != nullptr && wait->until_expression) {
        if (wait->until_expression->holds(look.truths(in, at))) return ended(look, state.key, StepOutcome::success, {});
        if (is_over) return ended(look, state.key, StepOutcome::failure, "not so within " + format_duration(wait->at_most));
    }
    return is_over ? std::optional(EventBody(ended(look, state.key, StepOutcome::success, {}))) : std::nullopt;
}

}  // namespace tocsin::runbooks
