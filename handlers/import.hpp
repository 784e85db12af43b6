// `import`: what was said in the channel, read page by page through the outbox into candidates; a person accepts those that belong into the
// record, and each is then captured like a message that somebody marked. Store thread.
#pragma once

#include "bot/core/delivery_outcome.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// How much of a message is shown where it is offered.
inline constexpr std::size_t kCandidateWords = 160;

/// One page of the channel, or of one thread, was read.
void history_read(Context& context, const OutboxRow& row, const Delivered& page);
/// Slack refused to show it: whoever asked is told why.
void history_unreadable(Context& context, IncidentNumber incident, const delivery::ReadHistory& what, const std::string& why);

/// Whether the message was said in the time that was asked for.
bool is_within(const delivery::ReadHistory& asked, const MessageTs& ts);

}  // namespace tocsin::handlers
