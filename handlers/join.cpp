#include "handlers/join.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::string_view kLabel = "label.";

/// The value that must agree; empty if the alert does not have it, and then nothing agrees with it.
std::string value_of(const store::PagerDutyAlert& alert, const std::string& what) {
    if (what == "service") return alert.service_id.value;
    const auto found = alert.labels.find(what.substr(kLabel.size()));
    return found == alert.labels.end() ? std::string() : found->second;
}

bool agrees(const JoinRule& rule, const store::PagerDutyAlert& a, const store::PagerDutyAlert& b) {
    return std::ranges::all_of(rule.same, [&](const std::string& what) {
        const auto value = value_of(a, what);
        return !value.empty() && value == value_of(b, what);
    });
}

}  // namespace

std::optional<JoinChoice> choose_join(std::span<const JoinRule> rules, const store::PagerDutyAlert& alert,
                                      std::span<const store::PagerDutyAlert> recent) {
    for (const auto& rule : rules) {
        int together = 1;
        const store::PagerDutyAlert* newest = nullptr;
        for (const auto& other : recent) {
            if (other.id == alert.id || other.triggered_at < alert.triggered_at - rule.within || !agrees(rule, alert, other)) continue;
            ++together;
            newest = &other;
        }
        if (newest != nullptr && together >= rule.at_least) return JoinChoice{newest->incident, describe_rule(rule)};
    }
    return std::nullopt;
}

std::string describe_rule(const JoinRule& rule) {
    std::string what = text::join(rule.same, " and ");
    std::string out = "same " + text::replace_all(std::move(what), kLabel, "") + " within " + format_duration(rule.within);
    if (rule.at_least > 1) out += ", at least " + std::to_string(rule.at_least);
    return out;
}

}  // namespace tocsin::handlers
