// The words of runs: what a runbook's execution and its steps are called and which states they can be in. Values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bot/base/strong.hpp"
#include "bot/core/words.hpp"

namespace tocsin {

using RunId = StrongInt<struct RunIdTag>;
using RunbookName = StrongString<struct RunbookNameTag>;
/// SHA-256 of the runbook's text in hexadecimal digits: what a run is pinned to.
using RunbookHash = StrongString<struct RunbookHashTag>;
/// One step of a run: its id, with the place in each list that repeats it: `undo`, `drain[0]`, `drain[0][2]`; the
/// compensation of `undo` is `undo.compensate`.
using StepKey = StrongString<struct StepKeyTag>;

/// A parameter or an output with its value, as text.
struct RunValue {
    std::string name, value;
    friend bool operator==(const RunValue&, const RunValue&) = default;
};
using RunValues = std::vector<RunValue>;

/// `queued`: waits for its concurrency group or for a free place. `paused`: nothing new is started. `compensating`: undoes what
/// was done, after a failure or an abort.
enum class RunPhase : std::uint8_t { queued, running, paused, compensating, succeeded, failed, aborted };
/// `pending`: its turn has not come. `scheduled`: waits for its executor, or for its next attempt. `started`: an attempt is
/// under way. `waiting`: for time, a condition or a child run. `asking`: for a person.
enum class StepPhase : std::uint8_t { pending, scheduled, started, waiting, asking, finished };
/// An attempt that died with the program has no outcome yet: a person is asked (StepQuestion::decide).
enum class StepOutcome : std::uint8_t { none, success, failure, skipped, aborted };
/// What a person is asked. `decide`: an attempt was interrupted. `compensate`: may what was done be undone?
enum class StepQuestion : std::uint8_t { none, manual, approval, decide, compensate };
/// What may be said to a run as a whole.
enum class RunSteering : std::uint8_t { pause, go_on, abort };
enum class StepAnswer : std::uint8_t { approve, deny, done, skip, retry, mark_done, break_glass, undo, leave };

namespace words {
inline constexpr Table<RunPhase, 7> kRunPhase{{{RunPhase::queued, "queued"}, {RunPhase::running, "running"}, {RunPhase::paused, "paused"},
                                               {RunPhase::compensating, "compensating"}, {RunPhase::succeeded, "succeeded"},
                                               {RunPhase::failed, "failed"}, {RunPhase::aborted, "aborted"}}};
inline constexpr Table<StepPhase, 6> kStepPhase{{{StepPhase::pending, "pending"}, {StepPhase::scheduled, "scheduled"}, {StepPhase::started, "started"},
                                                 {StepPhase::waiting, "waiting"}, {StepPhase::asking, "asking"}, {StepPhase::finished, "finished"}}};
inline constexpr Table<StepOutcome, 5> kStepOutcome{{{StepOutcome::none, "none"}, {StepOutcome::success, "success"}, {StepOutcome::failure, "failure"},
                                                     {StepOutcome::skipped, "skipped"}, {StepOutcome::aborted, "aborted"}}};
inline constexpr Table<StepQuestion, 5> kStepQuestion{{{StepQuestion::none, "none"}, {StepQuestion::manual, "manual"}, {StepQuestion::approval, "approval"},
                                                       {StepQuestion::decide, "decide"}, {StepQuestion::compensate, "compensate"}}};
inline constexpr Table<StepAnswer, 9> kStepAnswer{{{StepAnswer::approve, "approve"}, {StepAnswer::deny, "deny"}, {StepAnswer::done, "done"},
                                                   {StepAnswer::skip, "skip"}, {StepAnswer::retry, "retry"}, {StepAnswer::mark_done, "mark_done"},
                                                   {StepAnswer::break_glass, "break_glass"}, {StepAnswer::undo, "undo"}, {StepAnswer::leave, "leave"}}};
}  // namespace words

constexpr std::string_view name_of(RunPhase v) { return words::name_in(words::kRunPhase, v); }
constexpr std::string_view name_of(StepPhase v) { return words::name_in(words::kStepPhase, v); }
constexpr std::string_view name_of(StepOutcome v) { return words::name_in(words::kStepOutcome, v); }
constexpr std::string_view name_of(StepQuestion v) { return words::name_in(words::kStepQuestion, v); }
constexpr std::string_view name_of(StepAnswer v) { return words::name_in(words::kStepAnswer, v); }
/// Nothing more will happen.
constexpr bool is_over(RunPhase phase) { return phase >= RunPhase::succeeded; }

}  // namespace tocsin
