// Arguments of commands that could turn into options: what a value may not begin with. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "runbooks/engine/model.hpp"

namespace tocsin::runbooks {

/// The places in argv where a value decides the first character and nothing else keeps it from being `-`: no `--` before it, no pattern, no
/// closed list of choices.
std::vector<std::size_t> open_arguments(const Runbook& runbook, const CommandStep& command);
/// Why such a command is not run as it was filled in; empty if it may.
std::string smuggled_option(const Runbook& runbook, const CommandStep& command, const std::vector<std::string>& argv);

}  // namespace tocsin::runbooks
