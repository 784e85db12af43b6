// Finds runbooks by the names that people type. On the store thread.
#pragma once

#include <memory>

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// By name. The error names the nearest one.
Result<runbooks::VolumePtr> find_runbook(const Context& context, const RunbookName& name);

}  // namespace tocsin::handlers
