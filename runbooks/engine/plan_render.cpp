// A plan as text and as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "runbooks/engine/plan.hpp"

namespace tocsin::runbooks {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,<>";

std::string in_quotes(std::string_view s) { return Json(s).dump(-1, ' ', false, Json::error_handler_t::replace); }

/// One word as it is, or between quotes with what cannot be seen made visible; not for a shell to read.
std::string argument(const std::string& s) { return !s.empty() && s.find_first_not_of(kPlain) == std::string::npos ? s : text::sanitize(in_quotes(s)); }
/// On one line, so that no value can look like a line of the plan.
std::string line_text(const std::string& s) { return s.find_first_of("\n\r\t\x1b") == std::string::npos ? text::sanitize(s) : text::sanitize(in_quotes(s)); }

std::string command_line(const std::vector<std::string>& argv) {
    std::vector<std::string> out;
    out.reserve(argv.size());
    for (const auto& one : argv) out.push_back(argument(one));
    return text::join(out, " ");
}

std::string lines_text(const std::vector<PlannedLine>& lines, const std::string& indent) {
    std::string out;
    for (const auto& line : lines) {
        const auto shown = line.argv.empty() ? line_text(line.text) : command_line(line.argv);
        out += line.label == "command" ? fmt::format("{}{}\n", indent, shown) : fmt::format("{}{}: {}\n", indent, line.label, shown);
    }
    return out;
}

std::string conditions(const PlannedStep& step) {
    if (step.condition.empty()) return {};
    const auto answer = !step.runs ? "depends on " + text::join(step.depends_on, ", ") : *step.runs ? "holds now" : "does not hold now: skipped";
    return fmt::format("if {}  ({})", line_text(step.condition), answer);
}

std::string settings(const PlannedStep& step) {
    std::vector<std::string> out;
    if (!step.needs.empty()) out.push_back("after " + text::join(step.needs, ", "));
    if (step.timeout) out.push_back("at most " + span_text(*step.timeout));
    if (step.attempts > 1) out.push_back(fmt::format("up to {} attempts", step.attempts));
    if (step.idempotent) out.emplace_back("idempotent");
    if (step.goes_on_after_error) out.emplace_back("the run goes on if it fails");
    return text::join(out, "; ");
}

std::string step_text(const PlannedStep& step, const std::string& number, std::size_t id_width) {
    const auto indent = std::string(static_cast<std::size_t>(step.depth) * 2, ' ') + "      ";
    const auto margin = step.depth == 0 ? fmt::format("{:>3}", number) : fmt::format("{:{}}{}", "", step.depth * 2 + 2, number);
    std::string out = fmt::format("{}  {:<{}}  {:<8}  {}\n", margin, step.id, id_width, step.kind, line_text(step.title));
    for (const auto& line : {conditions(step), settings(step), step.who.empty() ? std::string() : "waits for " + step.who})
        if (!line.empty()) out += indent + line + "\n";
    out += lines_text(step.lines, indent);
    if (!step.compensation.empty()) {
        out += fmt::format("{}to undo it ({}):\n", indent, step.compensates_automatically ? "by itself" : "if a person agrees");
        out += lines_text(step.compensation, indent + "  ");
    }
    return out;
}

/// 1, 2, 2.1, 2.2, 3 …
class Numbers {
public:
    std::string next(int depth) {
        counts_.resize(static_cast<std::size_t>(depth) + 1);
        ++counts_.back();
        return fmt::format("{}", fmt::join(counts_, "."));
    }

private:
    std::vector<int> counts_;
};

Json lines_json(const std::vector<PlannedLine>& lines) {
    Json out = Json::array();
    for (const auto& line : lines) {
        Json one{{"label", line.label}};
        if (line.argv.empty()) one["text"] = line.text;
        else one["argv"] = line.argv;
        out.push_back(std::move(one));
    }
    return out;
}

Json step_json(const PlannedStep& step) {
    Json out{{"id", step.id}};
    if (!step.of.empty()) out["runbook"] = step.of.value;
    out.update({{"title", step.title}, {"kind", step.kind}, {"depth", step.depth}, {"needs", step.needs}, {"if", step.condition}});
    out["runs"] = !step.runs ? Json("depends") : Json(*step.runs);
    out["depends_on"] = step.depends_on;
    if (!step.who.empty()) out["who"] = step.who;
    if (step.timeout) out["timeout_seconds"] = std::chrono::duration<double>(*step.timeout).count();
    out["attempts"] = step.attempts;
    out["idempotent"] = step.idempotent;
    out["on_error"] = step.goes_on_after_error ? "continue" : "fail";
    out["lines"] = lines_json(step.lines);
    if (!step.compensation.empty()) out["compensate"] = {{"auto", step.compensates_automatically}, {"lines", lines_json(step.compensation)}};
    return out;
}

}  // namespace

std::string span_text(Duration span) {
    using namespace std::chrono;
    std::string out;
    for (const auto& [unit, letter] : {std::pair{duration_cast<Duration>(days{1}), 'd'}, {hours{1}, 'h'}, {minutes{1}, 'm'}, {seconds{1}, 's'}}) {
        if (const auto count = span / unit; count > 0) out += fmt::format("{}{}", count, letter);
        span %= unit;
    }
    return out.empty() ? "0s" : out;
}

std::string plan_text(const Plan& plan) {
    std::string out = fmt::format("{}: {}  (edition {})\n", plan.name.value, line_text(plan.title), plan.hash.value.substr(0, 12));
    for (const auto& value : plan.parameters) out += fmt::format("  {} = {}\n", value.name, argument(value.value));
    out += fmt::format("started by {} or above, approved by {} or above; at most {}", name_of(plan.may_start), name_of(plan.may_approve), span_text(plan.timeout));
    if (!plan.group.empty()) out += fmt::format("; {} at a time in {}, another {}", plan.limit == 1 ? "one" : std::to_string(plan.limit), argument(plan.group), plan.when_busy == WhenBusy::queue ? "waits" : "is refused");
    out += "\n\n";
    std::size_t width = 0;
    for (const auto& step : plan.steps) width = std::max(width, step.id.size());
    Numbers numbers;
    for (const auto& step : plan.steps) out += step_text(step, numbers.next(step.depth), width);
    return out;
}

std::string plan_json(const Plan& plan) {
    Json parameters = Json::object(), steps = Json::array();
    for (const auto& value : plan.parameters) parameters[value.name] = value.value;
    for (const auto& step : plan.steps) steps.push_back(step_json(step));
    Json out{{"runbook", plan.name.value}, {"title", plan.title}, {"hash", plan.hash.value}, {"parameters", parameters}};
    out["permissions"] = {{"start", name_of(plan.may_start)}, {"approve", name_of(plan.may_approve)}};
    if (!plan.group.empty()) out["concurrency"] = {{"group", plan.group}, {"limit", plan.limit}, {"when_busy", plan.when_busy == WhenBusy::queue ? "queue" : "reject"}};
    out["timeout_seconds"] = std::chrono::duration<double>(plan.timeout).count();
    out["steps"] = steps;
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tocsin::runbooks
