// Keys of steps taken apart and put together, and what names stand for at a step.
#include <algorithm>

#include "bot/base/text.hpp"
#include "runbooks/engine/engine_look.hpp"
#include "runbooks/engine/outputs.hpp"
#include "runbooks/engine/plan.hpp"
#include "runbooks/engine/walk.hpp"

namespace tocsin::runbooks {
namespace {

/// A step's definition with the composite steps around it, from the outside in.
using Path = std::vector<const Step*>;

bool find_path(const std::vector<Step>& steps, std::string_view id, Path& path) {
    for (const Step& step : steps) {
        path.push_back(&step);
        if (step.id.value == id || find_path(inner_steps(step), id, path)) return true;
        path.pop_back();
    }
    return false;
}

Path path_of(const Runbook& runbook, std::string_view id) {
    Path path;
    find_path(runbook.steps, id, path);
    return path;
}

/// The repeating lists that a step stands in.
Path rounds_around(const Path& path) {
    Path out;
    for (std::size_t i = 0; i + 1 < path.size(); ++i)
        if (std::holds_alternative<ForeachStep>(path[i]->work)) out.push_back(path[i]);
    return out;
}

std::string_view id_in(std::string_view key) {
    if (key.ends_with(kCompensation)) key.remove_suffix(kCompensation.size());
    return key.substr(0, key.find('['));
}

/// The indices of a key; nothing if it is not of the form `id[0][1]`.
std::optional<std::vector<int>> indices_in(std::string_view key) {
    if (key.ends_with(kCompensation)) key.remove_suffix(kCompensation.size());
    std::vector<int> out;
    for (key.remove_prefix(std::min(key.find('['), key.size())); !key.empty();) {
        const auto end = key.find(']');
        const auto number = key.front() == '[' && end != std::string_view::npos ? text::parse_int(key.substr(1, end - 1)) : std::nullopt;
        if (!number || *number < 0 || *number > static_cast<std::int64_t>(kMostRunSteps)) return std::nullopt;
        out.push_back(static_cast<int>(*number));
        key.remove_prefix(end + 1);
    }
    return out;
}

std::string suffix_of(const std::vector<int>& indices, std::size_t depth) {
    std::string out;
    for (std::size_t i = 0; i < depth; ++i) out += "[" + std::to_string(indices[i]) + "]";
    return out;
}

using Value = std::optional<std::string>;

Value in_values(const RunValues& values, std::string_view name) {
    const auto found = std::ranges::find(values, name, &RunValue::name);
    return found == values.end() ? Value() : Value(found->value);
}

/// `steps.ID.OUTPUT`, and how the step ended as `steps.ID.outcome`.
Value output_value(const RunState& run, const Runbook& runbook, const StepKey& at, std::string_view rest) {
    const auto dot = rest.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const RunStep* state = run.find(key_near(runbook, StepId(std::string(rest.substr(0, dot))), at));
    if (state == nullptr || state->phase != StepPhase::finished) return std::nullopt;
    const auto output = rest.substr(dot + 1);
    return output == kOutcomeOutput ? Value(std::string(name_of(state->outcome))) : in_values(state->outputs, output);
}

/// `item` and `index` of the innermost foreach around the step.
Value round_value(const RunState& run, const Runbook& runbook, const StepKey& at, bool item) {
    const auto indices = indices_in(at.value);
    const Path rounds = rounds_around(path_of(runbook, id_in(at.value)));
    if (!indices || indices->empty() || rounds.size() != indices->size()) return std::nullopt;
    const auto index = static_cast<std::size_t>(indices->back());
    if (!item) return std::to_string(index);
    const RunStep* around = run.find(StepKey(rounds.back()->id.value + suffix_of(*indices, indices->size() - 1)));
    return around != nullptr && index < around->items.size() ? Value(around->items[index]) : Value();
}

}  // namespace

StepPlace place_of(const Runbook& runbook, const StepKey& key) {
    const auto indices = indices_in(key.value);
    const Path path = path_of(runbook, id_in(key.value));
    if (!indices || path.empty() || rounds_around(path).size() != indices->size()) return {};
    return {path.back(), *indices, key.value.ends_with(kCompensation)};
}

StepKey key_near(const Runbook& runbook, const StepId& id, const StepKey& at) {
    const Path rounds = rounds_around(path_of(runbook, id.value));
    if (rounds.empty()) return StepKey(id.value);
    const Path here = rounds_around(path_of(runbook, id_in(at.value)));
    const auto indices = indices_in(at.value);
    const bool shared = indices && here.size() >= rounds.size() && indices->size() == here.size() && std::equal(rounds.begin(), rounds.end(), here.begin());
    return shared ? StepKey(id.value + suffix_of(*indices, rounds.size())) : StepKey();
}

bool is_inside(const Step& outer, const StepKey& outer_key, const StepKey& key) {
    const auto bracket = std::min(outer_key.value.find('['), outer_key.value.size());
    const std::string_view suffix = std::string_view(outer_key.value).substr(bracket), id = id_in(key.value);
    Path path;
    return std::string_view(key.value).substr(id.size()).starts_with(suffix) && find_path(inner_steps(outer), id, path);
}

std::optional<std::string> value_of(const RunState& run, const Runbook& runbook, const Surroundings& around, const StepKey& at, std::string_view name) {
    constexpr std::string_view kSteps = "steps.";
    if (std::ranges::find(runbook.parameters, name, &Parameter::name) != runbook.parameters.end()) return in_values(run.parameters, name);
    if (name.starts_with(kSteps)) return output_value(run, runbook, at, name.substr(kSteps.size()));
    if (name == "item" || name == "index") return round_value(run, runbook, at, name == "item");
    return around.incident == nullptr ? std::nullopt : in_values(facts_of(*around.incident, around.incident_name), name);
}

}  // namespace tocsin::runbooks
