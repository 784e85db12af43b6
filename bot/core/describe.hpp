// One sentence for each event: the same words in the channel, in `timeline`, in the API and in the post-mortem draft.
// Pure; any thread.
#pragma once

#include "bot/base/markup.hpp"
#include "bot/core/event.hpp"

namespace tocsin {

/// Without the actor and the time, which every reader shows in its own place: `severity SEV3 → SEV1: checkout is down`.
Markup describe(const EventBody& body);

/// What a notification goes to, as `person:ID` or whatever else it says: people of the on-call file are named like everybody else.
Markup target_name(const std::string& target);

/// How far a message of a page has come, and a step of setting up the channel, while neither has failed: they stand on the card, and are no
/// news to whoever reads what happened.
bool is_routine(const EventBody& body);

/// Whether the sentence begins with who acted, as `Alice joined` does: a reader who shows the actor need not say it twice.
bool names_actor(const Event& event);

/// The line for the incident's channel, actor included; empty for kinds that post no line (they change the card only).
Markup channel_line(const Event& event);

}  // namespace tocsin
