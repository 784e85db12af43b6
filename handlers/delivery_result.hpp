// What the outcome of a delivery means: rows finished, retried or given up, channel and message ids kept, creation steps
// ticked off, pages reported (design G3, G7, G10). Runs as a job of its own; on the store thread.
#pragma once

#include "bot/core/delivery_outcome.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Without effect if the row is gone (the result came twice).
Reply delivery_result(Context& context, const OutboxRow& row, const DeliveryOutcome& outcome);

/// Full jitter between nothing and min(5 min, 1 s × 2^attempts), at least 1 s.
Duration retry_delay(Random& random, int attempts);

}  // namespace tocsin::handlers
