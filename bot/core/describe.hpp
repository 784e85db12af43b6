// One sentence for each event: the same words in the channel, in `timeline`, in the API and in the post-mortem draft.
// Pure; any thread.
#pragma once

#include "bot/base/markup.hpp"
#include "bot/core/event.hpp"

namespace tocsin {

/// Without the actor and the time, which every reader shows in its own place: `severity SEV3 → SEV1: checkout is down`.
Markup describe(const EventBody& body);

/// The line for the incident's channel, actor included; empty for kinds that post no line (they change the card only).
Markup channel_line(const Event& event);

}  // namespace tocsin
