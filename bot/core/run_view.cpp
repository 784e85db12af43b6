#include "bot/core/run_view.hpp"

#include <fmt/format.h>

#include "bot/base/time_format.hpp"

namespace tocsin {

bool still_asks(const StepView& step, int attempt) { return step.phase == StepPhase::asking && step.attempt == attempt; }

std::string time_taken(Time began, Time ended) { return ended < began ? "invalid" : format_duration(ended - began); }

std::string_view sign_of(const StepView& step) {
    switch (step.phase) {
        case StepPhase::pending: return "·";
        case StepPhase::scheduled: return step.attempt > 1 ? "↻" : "…";
        case StepPhase::started: return "▶";
        case StepPhase::waiting: return "⏳";
        case StepPhase::asking: return "❓";
        case StepPhase::finished: break;
    }
    switch (step.outcome) {
        case StepOutcome::success: return "✓";
        case StepOutcome::failure: return "✗";
        case StepOutcome::skipped: return "–";
        case StepOutcome::aborted: return "■";
        case StepOutcome::none: break;
    }
    return "?";
}

std::string attempt_words(const StepView& step) {
    const std::string number = std::to_string(step.attempt);
    // A person may have wanted more than the file allows.
    return step.is_probe ? "try " + number : "attempt " + number + (step.attempt > step.attempts ? "" : " of " + std::to_string(step.attempts));
}

std::string_view typed_word(StepAnswer answer) {
    switch (answer) {
        case StepAnswer::mark_done: return "mark-done";
        case StepAnswer::break_glass: return "break-glass";
        default: return words::name_in(words::kStepAnswer, answer);
    }
}

std::string_view typed_word(RunSteering steering) {
    switch (steering) {
        case RunSteering::pause: return "pause";
        case RunSteering::go_on: return "continue";
        case RunSteering::abort: break;
    }
    return "abort";
}

}  // namespace tocsin
