// A run as a state machine without clock, store or sockets: given where a run stands, what happens next, and when to look again. Each
// answer is an event; once recorded and folded, the question is asked again until there is no answer, so that a run goes on exactly
// where its timeline ends. What whoever performs a step must do follows from StepScheduled (order.hpp). Pure; any thread.
//
// Steps of the kinds command, http, chat, page, set and runbook, and the tries of a wait for http or command, are performed by others:
// the engine answers StepScheduled, they record StepStarted (if it takes time) and StepFinished, or StepWaiting{child} for a child run.
// All other kinds the engine takes through by itself. After StepFinished with failure it answers the next attempt, if one is left.
//
// An approval cannot be carried over: it is a step of one run, and that run is pinned to the hash of its text and to its parameters,
// which no event changes. A run asked about with a text of another hash has no answer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bot/core/incident.hpp"
#include "bot/core/run.hpp"
#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {

/// What is known around the run at the instant asked about. A function that is not given: see each.
struct Surroundings {
    const Incident* incident = nullptr;
    std::string incident_name;                                  ///< INC-42
    /// A place is free: neither the concurrency group nor the limit of runs at once is taken.
    bool may_begin = true;
    /// Why the starter may not do this step (no longer has the right); empty, or not given: may.
    std::function<std::string(const Step&)> refusal;
    /// Whether this voter may approve (level, on call): checked again when votes are counted. Not given: nobody may.
    std::function<bool(const ActorId&)> may_approve;
    /// Whether this person may go on alone with a reason. Not given: whoever may approve.
    std::function<bool(const ActorId&)> may_break_glass;
    /// Whether two actors are one person (Slack, API token, phone). Not given: if they are the same actor.
    std::function<bool(const ActorId&, const ActorId&)> same_person;
    /// The phase of a child run. Not given: it goes on.
    std::function<RunPhase(RunId)> child_phase;
    std::function<RunValues(RunId)> child_outputs;
};

/// The next thing that is due by `now`; nothing if all is done that can be done now.
std::optional<EventBody> next(const RunState& run, const Runbook& runbook, const Surroundings& around, Time now);
/// The first instant after `now` at which `next` must be asked again if nothing else happens; nothing if never. A condition that is
/// waited for may still be false then.
std::optional<Time> wake_at(const RunState& run, const Runbook& runbook, const Surroundings& around, Time now);

/// What to record when a started attempt is found whose process is gone: another attempt if the step says that this does no harm (and it
/// has not taken the program down again and again), else the question to a person.
EventBody interrupted(const RunState& run, const Runbook& runbook, const StepKey& key);
/// Whether a performer may begin this attempt: `over` if it was ended or replaced meanwhile, `held` while the run is paused.
enum class AttemptTurn : std::uint8_t { over, held, now };
AttemptTurn turn_of(const RunState& run, const StepKey& key, int attempt);

/// What may be said to the step now: the one rule for what is drawn, listed and accepted. Empty: nothing, or no such step.
std::vector<StepAnswer> answers_to(const RunState& run, const Runbook& runbook, const StepKey& key, Time now);
/// Whether this answer means anything to the step now. Errors: not_found (no such step), conflict (what it waits for instead).
/// Who may answer is the caller's to know. Break glass needs a note (invalid_argument).
Result<void> accepts(const RunState& run, const Runbook& runbook, const StepKey& key, StepAnswer answer, std::string_view note, Time now);
/// When to page those who may approve, since nobody has voted: two minutes after they were asked. Nothing if it asks for no approval.
std::optional<Time> approval_page_due(const RunState& run, const StepKey& key);
/// Child runs that should be aborted: what they belong to was aborted, or its time is over. The step ends when they have ended.
std::vector<RunId> children_to_abort(const RunState& run, const Runbook& runbook, Time now);

/// A wait whose condition somebody else has to try, every so often: its attempts are tries.
bool is_probe(const Step& step);

/// A step's key taken apart: its definition, and the place in each repeating list.
struct StepPlace {
    const Step* step = nullptr;                 ///< null: no such step
    std::vector<int> indices;
    bool compensation = false;
};
StepPlace place_of(const Runbook& runbook, const StepKey& key);

/// The value of a name at a step: parameters, outputs (`steps.ID.OUTPUT`), `item`, `index`, and the incident's facts (plan.hpp). Inside a
/// foreach a step of the same item is meant. Secrets are not values: the executor has them.
std::optional<std::string> value_of(const RunState& run, const Runbook& runbook, const Surroundings& around, const StepKey& at, std::string_view name);

}  // namespace tocsin::runbooks
