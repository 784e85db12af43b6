#include "runbooks/engine/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "runbooks/engine/check_options.hpp"
#include "runbooks/engine/parameters.hpp"
#include "runbooks/engine/walk.hpp"

namespace tocsin::runbooks {
namespace {

/// How deep runbooks may start each other before a plan goes no further: a shelf refuses circles, but a file that stands alone was not looked at.
constexpr std::size_t kDeepest = 16;

/// What a runbook is planned with. `later`: parameters whose values only the run will know, with what they are made from.
struct Known {
    RunValues parameters, later;
    const RunValues& facts;
    const FindRunbook& children;
    std::vector<RunbookName> above{};  ///< the runbooks that it is a child of, outermost first
};

/// `member or above`.
std::string or_above(AccessLevel level) { return std::string(name_of(level)) + " or above"; }

std::string edition_of(const Runbook& runbook) {
    return fmt::format("{} (edition {}), started by {}, approved by {}, at most {}", runbook.name.value, runbook.hash.value.substr(0, 12), or_above(runbook.may_start),
                       or_above(runbook.may_approve), span_text(runbook.timeout));
}

class Planner {
public:
    Planner(const Runbook& runbook, Known known) : runbook_(runbook), known_(std::move(known)) {}

    void steps(const std::vector<Step>& list, int depth, std::vector<PlannedStep>& out) const {
        for (const auto& step : list) {
            out.push_back(planned(step, depth));
            if (const auto* child = std::get_if<RunbookStep>(&step.work)) add_child(*child, depth, out);
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
            out += !known ? not_yet(part.text) : slot == Slot::url ? one->fill_url([&](std::string_view) { return known; }).value_or("") : *known;
        }
        return out;
    }

private:
    std::optional<std::string> value(std::string_view name) const {
        for (const auto* values : {&known_.parameters, &known_.facts})
            if (const auto found = std::ranges::find(*values, name, &RunValue::name); found != values->end()) return found->value;
        return std::nullopt;
    }
    /// What stands for a value that only the run will know.
    std::string not_yet(const std::string& name) const {
        const auto later = std::ranges::find(known_.later, name, &RunValue::name);
        return later == known_.later.end() ? fmt::format("<{}>", name) : later->value;
    }
    /// An optional parameter that was not given is known to have no value.
    bool is_known(std::string_view name) const {
        if (std::ranges::find(known_.later, name, &RunValue::name) != known_.later.end()) return false;
        return std::ranges::find(runbook_.parameters, name, &Parameter::name) != runbook_.parameters.end() || value(name).has_value();
    }

    /// The steps of what a step starts, as that would be told now.
    void add_child(const RunbookStep& step, int depth, std::vector<PlannedStep>& out) const {
        const auto say = [&](std::string text) { out.back().lines.push_back({"runbook", {}, std::move(text)}); };
        const Runbook* child = known_.children ? known_.children(step.runbook) : nullptr;
        if (child == nullptr) return say(fmt::format("there is no runbook `{}` here: what it would do is not shown", step.runbook.value));
        Known told{{}, {}, known_.facts, known_.children, known_.above};
        told.above.push_back(runbook_.name);
        if (told.above.size() > kDeepest || std::ranges::find(told.above, child->name) != told.above.end())
            return say(fmt::format("`{}` is under way already when it would begin: it would start itself for ever", child->name.value));
        RunValues given;
        for (const auto& [name, text] : step.parameters) {
            const auto names = text.references();
            const bool all_known = std::ranges::all_of(names, [this](const auto& one) { return is_known(one); });
            (all_known ? given : told.later).push_back({name, shown(text)});
        }
        auto parameters = resolve(*child, given, told.later);
        if (!parameters) return say("would be refused: " + to_error(*child, parameters.error()).message);
        told.parameters = *std::move(parameters);
        say(edition_of(*child));
        const std::size_t first = out.size();
        Planner(*child, std::move(told)).steps(child->steps, depth + 1, out);
        for (std::size_t i = first; i < out.size(); ++i)
            if (out[i].of.empty()) out[i].of = child->name;
    }

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
        if (const auto* command = std::get_if<CommandStep>(&step.work)) add_refusal(*command, out.lines);
        if (const auto* wait = std::get_if<WaitStep>(&step.work); wait != nullptr && wait->until_command) add_refusal(*wait->until_command, out.lines);
        if (const auto* undoing = step.compensate ? std::get_if<CommandStep>(&step.compensate->work) : nullptr) add_refusal(*undoing, out.compensation);
    }

    void add_refusal(const CommandStep& command, std::vector<PlannedLine>& lines) const {
        std::vector<std::string> argv;
        argv.reserve(command.argv.size());
        for (const auto& argument : command.argv) argv.push_back(shown(argument));
        if (auto why = smuggled_option(runbook_, command, argv); !why.empty()) lines.push_back({"would be refused", {}, std::move(why)});
    }

    /// What is not a text with `{{…}}`.
    void add_settings(const Step& step, PlannedStep& out) const {
        const auto add = [&](const char* label, std::string text) { out.lines.push_back({label, {}, std::move(text)}); };
        if (const auto* http = std::get_if<HttpStep>(&step.work)) add("http.method", http->method);
        if (const auto* foreach = std::get_if<ForeachStep>(&step.work)) add("foreach.max_parallel", std::to_string(foreach->max_parallel));
        if (const auto* set = std::get_if<SetStep>(&step.work)) {
            if (set->status) add("set.status", *set->status);
            if (set->severity) add("set.severity", *set->severity);
        }
        if (const auto* wait = std::get_if<WaitStep>(&step.work)) add_wait(*wait, add);
        if (std::holds_alternative<ManualStep>(step.work)) out.who = "whoever follows the incident: done, or skip with a note";
        if (const auto* approval = std::get_if<ApprovalStep>(&step.work))
            out.who = fmt::format("{} × {}{}, denied after {}", approval->quorum, or_above(runbook_.may_approve),
                                  approval->not_starter ? ", not who started the run" : "", span_text(approval->expires));
    }

    static void add_wait(const WaitStep& wait, const auto& add) {
        if (wait.duration) return add("wait.duration", span_text(*wait.duration));
        if (!wait.until_time.empty()) return add("wait.until.time", wait.until_time);
        if (wait.until_expression) add("wait.until.if", wait.until_expression->source());
        add("wait", fmt::format("every {}, at most {}", span_text(wait.every), span_text(wait.at_most)));
    }

    const Runbook& runbook_;
    Known known_;
};

}  // namespace

RunValues facts_of(const Incident& incident, const std::string& incident_name) {
    return {{"incident", incident_name},
            {"severity", incident.severity == Severity::unset ? std::string(name_of(incident.severity)) : std::to_string(static_cast<int>(incident.severity))},
            {"status", std::string(name_of(incident.status))},
            {"service", incident.service.value},
            {"title", incident.title}};
}

Plan plan(const Runbook& runbook, const RunValues& parameters, const RunValues& facts, const FindRunbook& children) {
    const Planner planner(runbook, {parameters, {}, facts, children});
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
        out.limit = runbook.concurrency->limit;
    }
    out.timeout = runbook.timeout;
    planner.steps(runbook.steps, 0, out.steps);
    return out;
}

}  // namespace tocsin::runbooks
