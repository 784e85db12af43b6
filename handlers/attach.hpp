// Runbooks that are attached to incidents by rule: offered on the card, or started by themselves, once for the same incident.
// On the store thread.
#pragma once

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// After something changed that rules look at. What a runbook changed itself sets nothing off.
void consider_runbooks(Context& context, const Event& event);

}  // namespace tocsin::handlers
