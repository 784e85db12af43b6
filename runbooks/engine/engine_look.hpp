// Inside the engine: a run looked at together with its runbook, for one question. Which lists run, what holds a step back, what has
// come of what it needs. Lives as long as the question; one thread.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "runbooks/engine/engine.hpp"

namespace tocsin::runbooks {

/// One list of steps, as it runs once.
struct StepList {
    const std::vector<Step>* steps = nullptr;
    std::string suffix;         ///< `[0][2]`: the place in each repeating list around it
    bool side_by_side = false;  ///< branches: none follows another by itself
    bool stopped = false;       ///< something failed, was aborted or took too long: nothing begins but what asks after failure
    bool failed_around = false; ///< what encloses the list has begun after a failure

    StepKey key(std::size_t at) const { return StepKey((*steps)[at].id.value + suffix); }
};

bool is_composite(const Step& step);
/// Its attempts are made by others.
bool is_performed(const Step& step);
bool asks_after_failure(const Step& step);
/// Neither ended nor yet to come.
bool is_open(const RunStep& state);

class Look {
public:
    Look(const RunState& run, const Runbook& runbook, const Surroundings& around, Time now);

    const RunState& run;
    const Runbook& runbook;
    const Surroundings& around;
    const Time now;

    /// Null: it has not moved.
    const RunStep* state(const StepKey& key) const;
    bool is_paused() const { return run.phase == RunPhase::paused; }
    bool is_aborted() const { return !run.ended_by.empty(); }
    Time deadline() const { return run.started_at + runbook.timeout; }
    bool is_late() const { return now >= deadline(); }

    StepList top() const;
    /// The lists of a composite step that has begun.
    std::vector<StepList> inside(const StepList& in, std::size_t at) const;
    /// Nothing will happen to it any more, as things are.
    bool is_settled(const StepList& in, std::size_t at) const;
    bool all_settled(const StepList& in) const;
    bool has_begun(const StepList& in) const;
    /// Something in it is under way, or waits for somebody or for its time.
    bool is_open(const StepList& in) const;
    /// A round of a foreach that had not begun when it stopped: it never begins, whatever its steps ask.
    bool is_left_out(const StepList& in) const;
    /// What it needs is settled.
    bool is_ready(const StepList& in, std::size_t at) const;
    /// It stands in a list that stopped and does not ask after failure.
    bool is_stopped(const StepList& in, std::size_t at) const { return in.stopped && !asks_after_failure((*in.steps)[at]); }
    /// It ended with a failure that counts against its list.
    bool has_failed(const StepList& in, std::size_t at) const;
    /// Everything in the list has ended and none of it was cut short.
    bool is_complete(const StepList& in) const;
    /// Whether its `if` lets it run.
    bool condition_holds(const StepList& in, std::size_t at) const;
    /// What an expression at this step is asked against.
    Truths truths(const StepList& in, std::size_t at) const;

    /// When the next attempt after a failed one is due; nothing if there is none.
    std::optional<Time> next_attempt(const Step& step, const RunStep& state) const;
    /// The attempt may have had its effect, and the file does not say that another one does no harm.
    bool is_unclear(const Step& step, const RunStep& state) const;
    /// A person's `retry` or `skip` that has not had its effect; null: none.
    const StepVote* answer_after_end(const RunStep& state) const;
    /// A person wants something again that is part of this step.
    bool reopens(const StepList& in, std::size_t at) const;
    std::string refusal(const Step& step) const { return around.refusal ? around.refusal(step) : std::string(); }

private:
    std::vector<std::size_t> needs_of(const StepList& in, std::size_t at) const;
    std::vector<std::size_t> ancestors_of(const StepList& in, std::size_t at) const;
    bool is_failing(const StepList& in, std::size_t at) const;
    bool any_failing(const std::vector<StepList>& lists) const;

    std::unordered_map<std::string_view, const RunStep*> index_;
    std::vector<const RunStep*> wanted_;  ///< those with an answer after their end
};

/// How long it is asked whether to undo something, and what became of an undoing: a run that fills its group must end.
inline constexpr Duration kUndoingAsksFor = std::chrono::hours{24};
/// No run has more steps than this, rounds counted.
inline constexpr std::size_t kMostRunSteps = 5'000;
inline constexpr std::string_view kCompensation = kUndoingSuffix;
inline StepKey compensation_of(const StepKey& key) { return StepKey(key.value + std::string(kCompensation)); }
/// The step `id` as seen from a place: of the same items. Empty if it stands in a foreach that the place is not in.
StepKey key_near(const Runbook& runbook, const StepId& id, const StepKey& at);
/// Whether the key is of a step inside this composite one.
bool is_inside(const Step& outer, const StepKey& outer_key, const StepKey& key);

/// How long after the failed attempt the next one is due: initial × factor^(attempt − 1), at most the cap.
Duration backoff(const Retry& retry, int attempt);
event::StepFinished ended(const Look& look, const StepKey& key, StepOutcome outcome, std::string detail, RunValues outputs = {});

// --- the parts of the question, a file each ---

/// engine_walk.cpp: what can move in a list; nothing if nothing can.
std::optional<EventBody> next_in(const Look& look, const StepList& in);
/// engine_begin.cpp: the first event of a step whose turn has come, or of one that was scheduled again and needs no performer.
EventBody begin(const Look& look, const Step& step, const StepKey& key);
/// engine_begin.cpp: a wait that is under way.
std::optional<EventBody> waited(const Look& look, const StepList& in, std::size_t at, const RunStep& state);
/// engine_answers.cpp: what follows a failed attempt after which one is left: that one, or the question to a person if the failed one may have
/// had its effect. At most once, unless the file says `idempotent` (issue: the engine).
EventBody next_try(const Look& look, const Step& step, const RunStep& state, Time due);
/// engine_answers.cpp: what follows from the answers to a question that is open.
std::optional<EventBody> answered(const Look& look, const Step& step, const RunStep& state);
/// engine_end.cpp: what follows when nothing can move.
std::optional<EventBody> next_at_end(const Look& look, const StepList& top);
std::optional<EventBody> next_compensation(const Look& look);

}  // namespace tocsin::runbooks
