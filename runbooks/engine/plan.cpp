#include "runbooks/engine/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "runbooks/engine/walk.hpp"

namespace tocsin::runbooks {
namespace {

class Planner {
public:
    Planner(const Runbook& runbook, const RunValues& parameters, const RunValues& facts) : runbook_(runbook), parameters_(parameters), facts_(facts) {}

    void steps(const std::vector<Step>& list, int depth, std::vector<PlannedStep>& out) const {
        for (const auto& step : list) {
            out.push_back(planned(step, depth));
            steps(inner_steps(step), depth + 1, out);
        }
    }

    std::string shown(const TextTemplate& text, Slot slot = Slot::text) const {
        std::string out;
        for (const auto& part : text.parts()) {
            if (!part.is_reference) {
                out += part.text;
                continue;
            }
            const auto known = value(part.text);
            const auto one = TextTemplate::parse("{{" + part.text + "}}");
            out += !known ? fmt::format("<{}>", part.text) : slot == Slot::url ? one->fill_url([&](std::string_view) { return known; }).value_or("") : *known;
        }
        return out;
    }

private:
    std::optional<std::string> value(std::string_view name) const {
        for (const auto* values : {&parameters_, &facts_})
            if (const auto found = std::ranges::find(*values, name, &RunValue::name); found != values->end()) return found->value;
        return std::nullopt;
    }
    /// An optional parameter that was not given is known to have no value.
    bool is_known(std::string_view name) const { return std::ranges::find(runbook_.parameters, name, &Parameter::name) != runbook_.parameters.end() || value(name).has_value(); }

    PlannedStep planned(const Step& step, int depth) const {
        PlannedStep out;
        out.id = step.id.value;
        out.title = step.title;
        out.kind = kind_of(step);
        out.depth = depth;
        for (const auto& need : step.needs.value_or(std::vector<StepId>{})) out.needs.push_back(need.value);
        out.timeout = step.timeout;
        out.attempts = step.retry.attempts;
        out.idempotent = step.idempotent;
        out.goes_on_after_error = step.on_error == OnError::go_on;
        add_condition(step, out);
        add_lines(step, out);
        add_settings(step, out);
        return out;
    }

    void add_condition(const Step& step, PlannedStep& out) const {
        if (!step.condition) return;
        Truths truths;
        truths.value = [this](std::string_view name) { return value(name); };
        truths.known = [this](std::string_view name) { return is_known(name); };
        out.condition = step.condition->source();
        out.runs = step.condition->holds_already(truths);
        if (out.runs) return;
        std::ranges::copy_if(step.condition->names(), std::back_inserter(out.depends_on), [this](const std::string& name) { return !is_known(name); });
        for (const auto& id : step.condition->steps()) out.depends_on.push_back("step " + id);
        if (step.condition->asks_about_needs()) out.depends_on.emplace_back("the steps before");
    }

    void add_lines(const Step& step, PlannedStep& out) const {
        each_text(step, [&](const TextPlace& place, const TextTemplate& text) {
            auto& lines = place.field.starts_with("compensate.") ? out.compensation : out.lines;
            if (place.slot != Slot::argument) return lines.push_back({place.field, {}, shown(text, place.slot)});
            const auto label = place.field.substr(0, place.field.rfind(".argv["));
            if (lines.empty() || lines.back().label != label) lines.push_back({label, {}, {}});
            lines.back().argv.push_back(shown(text));
        });
        out.compensates_automatically = step.compensate && step.compensate->automatic;
    }

    /// What is not a text with `{{…}}`.
    void add_settings(const Step& step, PlannedStep& out) const {
        const auto add = [&](const char* label, std::string text) { out.lines.push_back({label, {}, std::move(text)}); };
        if (const auto* http = std::get_if<HttpStep>(&step.work)) add("http.method", http->method);
        if (const auto* child = std::get_if<RunbookStep>(&step.work)) add("runbook.name", child->runbook.value);
        if (const auto* foreach = std::get_if<ForeachStep>(&step.work)) add("foreach.max_parallel", std::to_string(foreach->max_parallel));
        if (const auto* set = std::get_if<SetStep>(&step.work)) {
            if (set->status) add("set.status", *set->status);
            if (set->severity) add("set.severity", *set->severity);
        }
        if (const auto* wait = std::get_if<WaitStep>(&step.work)) add_wait(*wait, add);
        if (std::holds_alternative<ManualStep>(step.work)) out.who = "whoever follows the incident: done, or skip with a note";
        if (const auto* approval = std::get_if<ApprovalStep>(&step.work))
            out.who = fmt::format("{} × {} or above{}, denied after {}", approval->quorum, name_of(runbook_.may_approve),
                                  approval->not_starter ? ", not who started the run" : "", span_text(approval->expires));
    }

    static void add_wait(const WaitStep& wait, const auto& add) {
        if (wait.duration) return add("wait.duration", span_text(*wait.duration));
        if (!wait.until_time.empty()) return add("wait.until.time", wait.until_time);
        if (wait.until_expression) add("wait.until.if", wait.until_expression->source());
        add("wait", fmt::format("every {}, at most {}", span_text(wait.every), span_text(wait.at_most)));
    }

    const Runbook& runbook_;
    const RunValues& parameters_;
    const RunValues& facts_;
};

}  // namespace

RunValues facts_of(const Incident& incident, const std::string& incident_name) {
    return {{"incident", incident_name},
            {"severity", incident.severity == Severity::unset ? std::string(name_of(incident.severity)) : std::to_string(static_cast<int>(incident.severity))},
            {"status", std::string(name_of(incident.status))},
            {"service", incident.service.value},
            {"title", incident.title}};
}

Plan plan(const Runbook& runbook, const RunValues& parameters, const RunValues& facts) {
    const Planner planner(runbook, parameters, facts);
    Plan out;
    out.name = runbook.name;
    out.title = runbook.title;
    out.hash = runbook.hash;
    out.parameters = parameters;
    out.may_start = runbook.may_start;
    out.may_approve = runbook.may_approve;
    if (runbook.concurrency) {
        out.group = planner.shown(runbook.concurrency->group);
        out.when_busy = runbook.concurrency->when_busy;
    }
    out.timeout = runbook.timeout;
    planner.steps(runbook.steps, 0, out.steps);
    return out;
}

}  // namespace tocsin::runbooks
