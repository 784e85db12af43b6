// A desk at which runs are taken through without I/O: events are folded one by one, performers are the test, the clock is set by hand.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "bot/core/run.hpp"
#include "runbooks/engine/engine.hpp"
#include "runbooks/engine/order.hpp"

namespace tocsin::runbooks::test {

using Words = std::vector<std::string>;

TextTemplate wording(std::string_view text);
Expression condition(std::string_view text);

Step command(const std::string& id);
Step manual(const std::string& id, std::string_view text = "Do it");
Step approval(const std::string& id, ApprovalStep how = {});
Step wait_for(const std::string& id, WaitStep how);
Step parallel(const std::string& id, std::vector<Step> branches);
Step foreach(const std::string& id, std::string_view items, std::vector<Step> steps, int most = 1);
Step with_if(Step step, std::string_view text);
Step after(Step step, const Words& needs);
Step go_on(Step step);
Step undone(Step step, bool automatic);
Step tried(Step step, Retry retry);
Step tried(Step step, int attempts);

inline const ActorId kStarter{"slack:T1:USTART"};
inline const ActorId kAnn{"slack:T1:UANN"};
inline const ActorId kBob{"slack:T1:UBOB"};

/// One line an event: `a scheduled`, `a scheduled #2 in 2 s`, `a skipped: why`, `ok asked approval: text`, `run failed: why`.
std::string line(const EventBody& body, Time now);

class Desk {
public:
    explicit Desk(std::vector<Step> steps, RunValues parameters = {});

    /// Asks the engine until it has no answer; every answer is logged and folded.
    void go();
    /// Lets time pass, from one waking to the next.
    void pass(Duration span);
    void put(EventBody body, const ActorId& actor = system_actor());

    void start(const std::string& key, const std::string& fence = "process-1");
    void end(const std::string& key, StepOutcome outcome, const std::string& detail = {}, RunValues outputs = {});
    /// Starts and succeeds; then the engine is asked.
    void does(const std::string& key, RunValues outputs = {});
    void fails(const std::string& key, const std::string& why = "exit 1", RunValues outputs = {{"exit", "1"}});
    void answer(const std::string& key, StepAnswer answer, const ActorId& who = kAnn, const std::string& note = {});
    void abort(const std::string& reason = "enough");
    void pause();
    void resume();

    /// What was said since the last time.
    Words take() { return std::exchange(log, {}); }
    const RunStep& step(const std::string& key) const;
    bool accepts(const std::string& key, StepAnswer answer, std::string_view note = "because") const;
    std::optional<Time> wake() const { return wake_at(run, runbook, around(), now); }
    Surroundings around() const;

    Runbook runbook;
    RunState run;
    Incident incident;
    std::vector<Event> events;
    Words log;
    Time now;
    Time begun;
    bool may_begin = true;
    std::set<ActorId> approvers{kAnn, kBob, kStarter};
    std::map<ActorId, std::string> people;      ///< actors that are one person have the same name
    std::map<std::string, std::string> refused; ///< step id → why
    std::map<RunId, RunPhase> children;
    RunValues child_outputs;
};

}  // namespace tocsin::runbooks::test
