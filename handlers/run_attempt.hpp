// The attempts of command and HTTP steps, as executors make them: a start is on record before anything runs, and what came of it
// is recorded once (issue: at most once, unless the step says that it may be repeated). On the store thread.
#pragma once

#include <optional>

#include "bot/core/delivery_outcome.hpp"
#include "handlers/context.hpp"
#include "runbooks/engine/order.hpp"

namespace tocsin::handlers {

struct AttemptBegun {
    std::optional<runbooks::Order> order{};  ///< what is to be done, secrets still as references; nothing if it is not to be done now
    bool held = false;                       ///< the run is paused: to be asked for again
};

/// Records that the process named `fence` begins the attempt. Not if it is no longer wanted, or another process began it, died, and nobody
/// knows what came of it.
AttemptBegun begin_attempt(Context& context, const delivery::RunStepAttempt& attempt, const std::string& fence);
void attempt_ended(Context& context, const delivery::RunStepAttempt& attempt, const StepEnded& ended);

}  // namespace tocsin::handlers
