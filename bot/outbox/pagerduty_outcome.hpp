// What an answer of PagerDuty means for the row that asked. For the files of PagerDutySender alone. Free functions; any thread.
#pragma once

#include "bot/core/delivery_outcome.hpp"
#include "bot/pagerduty/outcome.hpp"

namespace tocsin::outbox {

DeliveryOutcome to_outcome(const pagerduty::Outcome& answer, Delivered done = {});

}  // namespace tocsin::outbox
