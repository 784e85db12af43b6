// What must be seen though nobody looks into the incident's own channel: a page that has come to its end and reached nobody, an alert
// that is back after the incident was over. On the store thread.
#pragma once

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// To `slack.announce_channel`; of a private incident to each admin alone.
void alarm_outside(Context& context, const Incident& state, const Markup& what);

}  // namespace tocsin::handlers
