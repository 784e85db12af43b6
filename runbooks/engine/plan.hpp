// The dry run: what a run would do, with what is known before it filled in and `<name>` for what is not. Runs nothing. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/core/incident.hpp"
#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {

/// One thing that a step uses: `command` with its arguments, or any other text such as `http.url`.
struct PlannedLine {
    std::string label;
    std::vector<std::string> argv;  ///< of a command; empty for all others
    std::string text;
};

struct PlannedStep {
    std::string id, title, kind;
    int depth = 0;                         ///< inside how many parallel, foreach and runbook steps it stands
    RunbookName of;                        ///< the runbook that another step starts and that it belongs to; empty: the plan's own
    std::vector<std::string> needs;        ///< as declared; empty: the step before
    std::string condition;                 ///< `if` as written; empty: if all went well
    std::optional<bool> runs = true;       ///< what the condition says already; nothing: it depends
    std::vector<std::string> depends_on;   ///< on these values and steps
    std::string who;                       ///< whose answer it waits for; empty: nobody's
    std::optional<Duration> timeout;
    int attempts = 1;
    bool idempotent = false, goes_on_after_error = false;
    std::vector<PlannedLine> lines;
    std::vector<PlannedLine> compensation; ///< what would undo it
    bool compensates_automatically = false;
};

struct Plan {
    RunbookName name;
    std::string title;
    RunbookHash hash;
    RunValues parameters;                  ///< resolved
    AccessLevel may_start = AccessLevel::operator_, may_approve = AccessLevel::operator_;
    std::string group;                     ///< empty: any number at once
    WhenBusy when_busy = WhenBusy::queue;
    int limit = 1;                         ///< so many of the group at once
    Duration timeout{0};
    std::vector<PlannedStep> steps;        ///< depth first, those of child runs below the step that starts them
};

/// `facts`: incident fields that are known (kIncidentFields), as they would be if it started now. `children`: the runbooks that steps
/// start; one that it does not have, and one that would refuse its parameters, is said so at its step.
Plan plan(const Runbook& runbook, const RunValues& parameters, const RunValues& facts, const FindRunbook& children);
/// All the fields of an incident. Its severity is 1 to 5, or `unset`: then `severity <= 2` does not hold.
RunValues facts_of(const Incident& incident, const std::string& incident_name);

/// As it is written in a file, without loss: `1h30m`.
std::string span_text(Duration span);

/// For a terminal.
std::string plan_text(const Plan& plan);
/// One JSON document.
std::string plan_json(const Plan& plan);

}  // namespace tocsin::runbooks
