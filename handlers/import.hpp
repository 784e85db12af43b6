// `import`: what was said in the channel, read page by page through the outbox into candidates; a person accepts those that belong into the
// record, and each is then captured like a message that somebody marked. Store thread.
#pragma once

#include "bot/core/delivery_outcome.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// One page of the channel, or of one thread, was read.
void history_read(Context& context, const OutboxRow& row, const Delivered& page);

}  // namespace tocsin::handlers
