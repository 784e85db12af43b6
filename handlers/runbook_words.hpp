// Finds runbooks by the names that people type, and says what one does. On the store thread.
#pragma once

#include <memory>

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// By name. The error names the nearest one.
Result<runbooks::VolumePtr> find_runbook(const Context& context, const RunbookName& name);

/// Its steps, a numbered line each below a heading, at most so many.
Markup runbook_steps(const runbooks::Runbook& runbook, std::size_t at_most);

}  // namespace tocsin::handlers
