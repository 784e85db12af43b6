#include "bot/oncall/over.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bot/base/wall_clock.hpp"

namespace tocsin::oncall {
namespace {

bool has_ended(const Schedule& schedule, Time now) {
    const auto over = [&](const Layer& layer) { return layer.until && zone_table_or_utc(layer.zone).first(*layer.until) <= now; };
    return !schedule.layers.empty() && std::ranges::all_of(schedule.layers, over);
}

/// Whether those of `targets` that were to wake somebody are schedules that have ended; notes which.
bool are_over(const Oncall& file, const std::vector<Target>& targets, Time now, std::set<std::string>& ended) {
    bool over = true;
    for (const auto& target : targets) {
        if (!wakes_somebody(target)) continue;
        const auto* schedule = target.kind == TargetKind::schedule ? file.find(ScheduleId(target.id)) : nullptr;
        if (schedule != nullptr && has_ended(*schedule, now)) ended.insert(target.id);
        else over = false;
    }
    return over;
}

}  // namespace

bool wakes_somebody(const Target& target) { return target.kind != TargetKind::channel; }

std::optional<std::string> why_over(const Oncall& file, const Policy& policy, Time now) {
    std::set<std::string> ended;
    if (!are_over(file, policy.fallback, now, ended) || ended.empty()) return std::nullopt;
    const auto step_is_over = [&](const Step& step) { return are_over(file, step.notify, now, ended); };
    const bool all = std::ranges::all_of(policy.steps, step_is_over);
    return fmt::format("{}policy {} can reach nobody any more: the layers of schedule {} have all ended; give one a later `until`, or name a person", all ? "" : "the `fallback` of ",
                       policy.id.value, fmt::join(ended, ", "));
}

std::vector<std::string> policies_over(const Oncall& file, Time now) {
    std::vector<std::string> out;
    for (const auto& policy : file.policies)
        if (auto why = why_over(file, policy, now)) out.push_back(std::move(*why));
    return out;
}

}  // namespace tocsin::oncall
