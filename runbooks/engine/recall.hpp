// Reads again what was a runbook when a run began: its text was kept beside the run. Free functions; any thread.
#pragma once

#include <string>

#include "runbooks/engine/shelf.hpp"

namespace tocsin::runbooks {

/// Null if this release cannot read the text any more.
VolumePtr recall(const std::string& body);

}  // namespace tocsin::runbooks
