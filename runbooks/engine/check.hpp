// What is wrong with a runbook beyond the shape of its file: names that nothing has, steps that do not come before, secrets where they
// would be seen, arguments that could be taken for options, what is hardly meant. Pure; any thread.
#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {

/// What templates and conditions may ask of the incident. `incident` is its name, INC-42; `severity` a digit, 0 for none.
inline constexpr std::array<std::string_view, 5> kIncidentFields{"incident", "severity", "status", "service", "title"};
/// Inside a foreach: the item, and its number from 0.
inline constexpr std::array<std::string_view, 2> kItemFields{"item", "index"};

struct Finding {
    std::string where;     ///< `steps.undo.command.argv[2]`, `concurrency.group`
    std::string message;
    bool warning = false;
};

/// What the configuration lets runbooks reach, by name.
struct Allowed {
    std::set<std::string> commands, secrets;
    std::set<std::string> hosts;  ///< `checkout.internal:443`, in lower case
};

/// What the runbook is held against; what is not given is not checked.
struct CheckAgainst {
    const Allowed* allowed = nullptr;
    FindRunbook child;
};

std::vector<Finding> check(const Runbook& runbook, const CheckAgainst& against = {});

/// `; did you mean `x`?`, or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

}  // namespace tocsin::runbooks
