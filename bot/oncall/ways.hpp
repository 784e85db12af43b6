// By what the configuration can tell people, so that a file which counts on more than that is refused before the night in which it
// matters. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/core/oncall_model.hpp"

namespace tocsin::oncall {

/// What the configuration has; each is a section or keys of it.
struct Ways {
    bool slack = false;
    bool smtp = false;
    bool twilio = false;
    bool pagerduty = false;
    bool pagerduty_people = false;  ///< `pagerduty.api_token` and `pagerduty.page_service`, by which a person is paged there
    std::vector<std::string> routing_names;  ///< keys of `pagerduty.routing_keys`

    /// What the configuration lacks for `means`, such as "`notify.twilio`"; empty if it can be sent.
    std::string lacks(Means means) const;
    /// What it lacks for paging `service` through PagerDuty; empty if it can be paged there.
    std::string lacks_for(const Service& service) const;
    /// What it lacks for a target `pagerduty:ID` of `policy`; empty if that can be paged.
    std::string lacks_for(const Policy& policy) const;
};

/// What a file is read against besides itself. What is absent is not looked at.
struct Against {
    std::optional<Time> now;   ///< schedules that ended before it are over
    std::optional<Ways> ways;  ///< absent where there is no configuration
};

}  // namespace tocsin::oncall
