// The section on runbooks: what ran, who started and approved it, how long it took, how it ended.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "bot/base/time_format.hpp"
#include "bot/core/run.hpp"
#include "bot/core/run_view.hpp"
#include "bot/postmortem/sections.hpp"

namespace tocsin::postmortem {
namespace {

std::map<RunId, RunState> runs_in(std::span<const Event> events) {
    std::map<RunId, RunState> out;
    for (const Event& event : events)
        if (const RunId run = run_of(event.body); !run.none()) fold(out[run], event);
    return out;
}

/// What people answered, who and to which step; breaking the glass stands out.
Markup answers_in(std::span<const Event> events, RunId run) {
    Markup out;
    bool asked = false;
    for (const Event& event : events) {
        const auto* question = std::get_if<event::StepAsked>(&event.body);
        asked |= question != nullptr && question->run == run;
        const auto* answered = std::get_if<event::StepAnswered>(&event.body);
        if (answered == nullptr || answered->run != run) continue;
        if (!out.empty()) out << "; ";
        if (answered->answer == StepAnswer::break_glass) out.bold("broke the glass");
        else out << std::string(name_of(answered->answer));
        (out << " " << answered->step.value << ": ").person(event.actor.value);
        if (!answered->note.empty()) out << " (" << answered->note << ")";
    }
    return !out.empty() ? out : asked ? Markup("asked, nobody answered") : Markup("nobody was asked");
}

/// `roll-back (deployment=checkout, namespace=prod)`
Markup what_ran(const RunState& run) {
    Markup out(run.runbook.value);
    if (run.parameters.empty()) return out;
    std::string values;
    for (const auto& [name, value] : run.parameters) values += fmt::format("{}{}={}", values.empty() ? "" : ", ", name, value);
    return out << " (" << values << ")";
}

std::string took(const RunState& run) {
    if (run.started_at == Time{}) return "never began";
    return is_over(run.phase) ? time_taken(run.started_at, run.ended_at) : "still under way";
}

Markup ending(const RunState& run) {
    Markup out(std::string(name_of(run.phase)));
    if (!run.why.empty()) out << ": " << run.why;
    return out;
}

}  // namespace

Blocks run_blocks(const Facts& facts) {
    const auto runs = runs_in(facts.input.events);
    if (runs.empty()) return say("No runbook was run.");
    Table table{{"Run", "Runbook", "Started by", "At (UTC)", "Took", "Answers", "How it ended"}, {}};
    for (const auto& [id, run] : runs) {
        table.cells.emplace_back(std::to_string(id.value));
        table.cells.push_back(what_ran(run));
        table.cells.push_back(run.cause.empty() ? person_or(run.starter, "nobody") : Markup("itself: " + run.cause));
        table.cells.emplace_back(format_utc_second(run.requested_at));
        table.cells.emplace_back(took(run));
        table.cells.push_back(answers_in(facts.input.events, id));
        table.cells.push_back(ending(run));
    }
    Blocks out;
    out.emplace_back(std::move(table));
    return out;
}

}  // namespace tocsin::postmortem
