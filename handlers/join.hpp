// Which open incident a PagerDuty trigger belongs to: the join rules and the storm rule. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "bot/store/pagerduty_repository.hpp"
#include "handlers/settings.hpp"

namespace tocsin::handlers {

struct JoinChoice {
    IncidentNumber incident;
    std::string rule;  ///< for a person: `same service within 5 min`
};

/// The first rule that applies decides, and of several incidents the one whose alert is newest. `recent`: triggers that
/// belong to open incidents, oldest first.
std::optional<JoinChoice> choose_join(std::span<const JoinRule> rules, const store::PagerDutyAlert& alert,
                                      std::span<const store::PagerDutyAlert> recent);

/// `same service and region within 5 min, at least 6`
std::string describe_rule(const JoinRule& rule);

}  // namespace tocsin::handlers
