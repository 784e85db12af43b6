// What the file asks of the configuration: that what is to wake people can be sent.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bot/oncall/file_reader.hpp"

namespace tocsin::oncall {
namespace {

/// What is missing for those of `rules` that are for waking; empty if one of them can be sent.
std::string lacks_to_wake(const Ways& ways, const std::vector<NotifyRule>& rules) {
    std::set<std::string> missing;
    for (const auto& rule : rules) {
        if (!wakes(rule)) continue;
        auto lacking = ways.lacks(rule.by);
        if (lacking.empty()) return {};
        missing.insert(std::move(lacking));
    }
    return fmt::format("{}", fmt::join(missing, " and no "));
}

}  // namespace

void FileReader::must_be_sent(const YAML::Mark& at, std::string_view whose, const std::vector<NotifyRule>& rules, Urgency urgency) {
    if (!against.ways) return;
    if (urgency == Urgency::high)
        if (const auto lacking = lacks_to_wake(*against.ways, rules); !lacking.empty())
            unfit.mistake(at, fmt::format("{} for high urgency can wake nobody: the configuration has no {}", whose, lacking));
    std::set<Means> told;
    for (const auto& rule : rules) {
        const auto lacking = against.ways->lacks(rule.by);
        if (lacking.empty() || !told.insert(rule.by).second) continue;
        doubts.mistake(at, fmt::format("{} for {} urgency: nothing goes out by {}, since the configuration has no {}", whose, name_of(urgency), name_of(rule.by), lacking));
    }
}

void FileReader::defaults_must_be_sent() {
    for (const auto& [urgency, at] : defaults_at) {
        const auto uses = [&, of = urgency](const Person& person) { return !person.notify.of(of).has_value(); };
        if (std::ranges::any_of(file.people, uses)) must_be_sent(at, "`notify_defaults`", file.notify_defaults.of(urgency).value(), urgency);
    }
}

void FileReader::must_be_paged_there(const Service& service, const YAML::Mark& at) {
    if (!against.ways || service.paged_by != Pager::pagerduty) return;
    if (const auto lacking = against.ways->lacks_for(service); !lacking.empty())
        unfit.mistake(at, fmt::format("service {} is paged by PagerDuty, and the configuration has no {}", service.id.value, lacking));
}

void FileReader::doubt_targets(const Policy& policy, const YAML::Mark& at) {
    const auto there = [](const Target& target) { return target.kind == TargetKind::pagerduty; };
    const bool names_one = std::ranges::any_of(policy.fallback, there) ||
                           std::ranges::any_of(policy.steps, [&](const Step& step) { return std::ranges::any_of(step.notify, there); });
    if (!against.ways || !names_one) return;
    if (const auto lacking = against.ways->lacks_for(policy); !lacking.empty())
        doubts.mistake(at, fmt::format("policy {} names a target at PagerDuty, which is not paged: the configuration has no {}", policy.id.value, lacking));
}

}  // namespace tocsin::oncall
