// The state of one run of a runbook: what folding the run's events gives. A run belongs to an incident, whose timeline holds
// these events; its state stands beside the incident, not in it. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/core/event.hpp"
#include "bot/core/run_words.hpp"

namespace tocsin {

/// What one person answered to one question.
struct StepVote {
    ActorId person;
    StepAnswer answer = StepAnswer::approve;
    std::string note;
    Time at;
};

struct RunStep {
    StepKey key;
    StepPhase phase = StepPhase::pending;
    StepOutcome outcome = StepOutcome::none;
    int attempt = 0;                  ///< from 1 once the first was scheduled
    std::string fence;                ///< of the process that started the newest attempt
    Time since;                       ///< of the phase
    std::optional<Time> due;          ///< scheduled: not before; waiting: until; asking: expires
    std::optional<Time> first_started;
    StepQuestion question = StepQuestion::none;
    std::string text;                 ///< of the question, or how it ended
    std::vector<StepVote> votes;      ///< to the newest question
    RunValues outputs;
    std::vector<std::string> items;   ///< foreach: what it repeats over, known when it starts
    RunId child;                      ///< the run that a `runbook` step started
    int counted = 0;         ///< so many of the votes have had their effect
    int ended = 0;                    ///< how many steps had ended when this one had: the order in which they did; 0: it has not
    bool cut = false;                 ///< had not ended when the run was aborted
};

struct RunState {
    RunId run;
    IncidentNumber incident;
    RunbookName runbook;
    std::string title;
    RunbookHash hash;
    RunValues parameters;             ///< resolved: defaults filled in
    std::string group;                ///< concurrency group, filled in; empty: none
    ActorId starter;
    std::string cause;                ///< of an automatic start: what set it off; empty: a person did
    ActorId caused_by;                ///< of an automatic start: whose action set it off; empty: nobody is known
    RunValues children;               ///< the editions (name, hash) of the runbooks that it may start, directly or through others
    RunId parent;                     ///< none: started by itself
    StepKey parent_step;
    RunPhase phase = RunPhase::queued;
    std::string why;                  ///< why it failed, was aborted or paused
    ActorId ended_by;                 ///< who aborted it
    Time requested_at, started_at, ended_at;
    std::vector<RunStep> steps;     ///< in the order in which they first moved; those that have not are not listed
    int endings = 0;                ///< of steps, each attempt counted
    bool erased = false;            ///< something that its steps were made from was redacted; it is not taken up again

    RunStep* find(const StepKey& key);
    const RunStep* find(const StepKey& key) const;
};

/// The state after `event`. Total: events that are not of this run, or do not fit, change nothing.
void fold(RunState& state, const Event& event);
/// What may be said to the run as a whole now: the one rule for what is drawn and accepted. One that is being aborted, or undoes what
/// was done, is not steered any more.
std::vector<RunSteering> steering_of(const RunState& state);
/// Who stands for the run where its starter may not: the person whose action set it off, if it started by itself.
const ActorId& behind(const RunState& state);
/// It failed, or waits for what to undo, and nothing was undone: a step that failed can be tried again or passed over. A child run is
/// taken up through its parent. Not a day after its end: what was found out and approved then says nothing of today.
bool can_be_taken_up(const RunState& state, Time now);
inline constexpr Duration kTakenUpWithin = std::chrono::hours{24};
/// What would undo a step has its key with this at the end.
inline constexpr std::string_view kUndoingSuffix = ".compensate";
/// The run that an event is about; none for all others.
RunId run_of(const EventBody& body);

}  // namespace tocsin
