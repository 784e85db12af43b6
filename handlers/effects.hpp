// What follows from an event: the channel's line, the dirty marks of card, topic and announcement, channel life, timers,
// what PagerDuty must hear, and signed heads. One table for every use case, so that a change looks the same whichever
// door it came through. On the store thread, inside the transaction.
#pragma once

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Sets off what follows from `event`, which was just recorded and folded into the incident's state.
void follow_up(Context& context, const Event& event);

}  // namespace tocsin::handlers
