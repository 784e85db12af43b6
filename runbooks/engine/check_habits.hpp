// What is no mistake and hardly meant: the habits of other tools, and what was forgotten. Pure; any thread.
#pragma once

#include <vector>

#include "runbooks/engine/check.hpp"

namespace tocsin::runbooks {

/// Warnings: `${x}` in a text, which nothing fills in; a parameter that nothing uses.
void check_habits(const Runbook& runbook, std::vector<Finding>& findings);

}  // namespace tocsin::runbooks
