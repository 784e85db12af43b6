#include "bot/oncall/over.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bot/base/wall_clock.hpp"

namespace tocsin::oncall {
namespace {

/// What begins after a year reaches nobody whom a page of today could wait for.
constexpr Duration kLookAhead = std::chrono::days{366};

template <class Test>
bool all_layers(const Schedule& schedule, Test test) {
    return !schedule.layers.empty() && std::ranges::all_of(schedule.layers, test);
}

bool has_ended(const Layer& layer, Time now) { return layer.until && zone_table_or_utc(layer.zone).first(*layer.until) <= now; }
bool is_far(const Layer& layer, Time now) { return zone_table_or_utc(layer.zone).first(layer.start) > now + kLookAhead; }

/// Schedules through which nobody can be reached.
struct Empty {
    std::set<std::string> ended, far;
};

/// Whether those of `targets` that were to wake somebody are all empty schedules; notes which.
bool are_empty(const Oncall& file, const std::vector<Target>& targets, Time now, Empty& empty) {
    bool all = true;
    for (const auto& target : targets) {
        if (!wakes_somebody(target)) continue;
        const auto* schedule = target.kind == TargetKind::schedule ? file.find(ScheduleId(target.id)) : nullptr;
        if (schedule != nullptr && all_layers(*schedule, [&](const Layer& layer) { return has_ended(layer, now); })) empty.ended.insert(target.id);
        else if (schedule != nullptr && all_layers(*schedule, [&](const Layer& layer) { return has_ended(layer, now) || is_far(layer, now); })) empty.far.insert(target.id);
        else all = false;
    }
    return all;
}

}  // namespace

bool wakes_somebody(const Target& target) { return target.kind != TargetKind::channel; }

std::optional<std::string> why_over(const Oncall& file, const Policy& policy, Time now) {
    Empty empty;
    if (!are_empty(file, policy.fallback, now, empty) || (empty.ended.empty() && empty.far.empty())) return std::nullopt;
    const auto step_is_empty = [&](const Step& step) { return are_empty(file, step.notify, now, empty); };
    const bool all = std::ranges::all_of(policy.steps, step_is_empty);
    const std::string what = (all ? "" : "the `fallback` of ") + std::string("policy ") + policy.id.value;
    if (!empty.ended.empty())
        return fmt::format("{} can reach nobody any more: the layers of schedule {} have all ended; give one a later `until`, or name a person", what, fmt::join(empty.ended, ", "));
    return fmt::format("{} can reach nobody: the layers of schedule {} begin in more than a year; give one an earlier `start`, or name a person", what, fmt::join(empty.far, ", "));
}

std::vector<std::string> policies_over(const Oncall& file, Time now) {
    std::vector<std::string> out;
    for (const auto& policy : file.policies)
        if (auto why = why_over(file, policy, now)) out.push_back(std::move(*why));
    return out;
}

}  // namespace tocsin::oncall
