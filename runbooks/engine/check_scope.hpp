// Which steps have ended before a step begins, whatever happens: from its list, its `needs`, and the steps around it. Pure; any thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "runbooks/engine/check.hpp"

namespace tocsin::runbooks {

struct Scope {
    std::set<std::string> before;  ///< ids of the steps that come before
    bool repeated = false;         ///< inside a foreach
};

/// By step id. Adds what is wrong with `needs`: unknown ids, cycles, and needs where there is an order already.
std::map<std::string, Scope> scopes_of(const Runbook& runbook, std::vector<Finding>& findings);

}  // namespace tocsin::runbooks
