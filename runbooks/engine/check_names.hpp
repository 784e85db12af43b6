// Whether each name in the texts and conditions of a runbook stands for something, and may stand where it does. Pure; any thread.
#pragma once

#include <vector>

#include "runbooks/engine/check.hpp"

namespace tocsin::runbooks {

/// Also tells what is wrong with `needs`, from which it follows which steps come before.
void check_names(const Runbook& runbook, const CheckAgainst& against, std::vector<Finding>& findings);

}  // namespace tocsin::runbooks
