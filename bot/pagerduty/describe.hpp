// One sentence for each PagerDuty event, for the timeline. Pure; any thread.
#pragma once

#include <string>

#include "bot/pagerduty/inbound.hpp"

namespace tocsin::pagerduty {

struct Description {
    std::string what;    ///< the event type without `incident.`, as event::PagerDutyChanged::what
    std::string detail;  ///< a sentence without the actor: `reassigned to Alice and Bob`
};

/// One line of at most 1000 bytes; plain text.
Description describe(const WebhookEvent& event);

}  // namespace tocsin::pagerduty
