// A run as people are shown it: in Slack, on a terminal, over the API. Made by handlers/run_view from the run's state and its
// runbook, so that whoever shows it needs to know neither. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/run.hpp"

namespace tocsin {

struct StepView {
    StepKey key;
    std::string title;
    int depth = 0;                        ///< inside how many parallel or foreach steps
    StepPhase phase = StepPhase::pending;
    StepOutcome outcome = StepOutcome::none;
    int attempt = 0, attempts = 1;        ///< the newest, of so many
    bool is_probe = false;                ///< a wait whose condition is tried: its attempts are tries, and their number is not known beforehand
    std::string text;                     ///< how it ended, or what is asked
    StepQuestion question = StepQuestion::none;
    std::optional<Time> due;              ///< as in RunStep
    std::optional<Time> started, ended;
    std::vector<StepAnswer> answers;      ///< what may be said to it now
    std::vector<StepVote> votes;          ///< to the newest question, in order
    int quorum = 1;
    std::string output;                   ///< what it printed, where that was asked for
};

struct RunView {
    RunId run;
    IncidentNumber incident;
    RunbookName runbook;
    RunbookHash hash;
    std::string title;
    RunValues parameters;
    ActorId starter;
    ActorId ended_by;                     ///< who aborted it
    std::string cause;
    RunPhase phase = RunPhase::queued;
    std::string why;
    Time requested_at;
    std::optional<Time> started_at, ended_at;
    std::vector<RunSteering> steering;    ///< what may be said to the run as a whole now
    std::vector<StepView> steps;          ///< in the order of the runbook
};

/// Whether the question that a step asked at this attempt is still open.
bool still_asks(const StepView& step, int attempt);
/// How long something took; `invalid` where the clock was set back meanwhile, so that it ended before it began.
std::string time_taken(Time began, Time ended);
/// One sign for where a step stands: ✓ ✗ – … ? and so on.
std::string_view sign_of(const StepView& step);
/// `attempt 2 of 3`, `try 12`.
std::string attempt_words(const StepView& step);
/// As it is typed after `runs 7`: `approve`, `mark-done`.
std::string_view typed_word(StepAnswer answer);
std::string_view typed_word(RunSteering steering);

}  // namespace tocsin
