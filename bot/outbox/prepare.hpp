// What the store knows for one row, read in one consistent view just before the attempt. On a reader thread.
#pragma once

#include "bot/outbox/sender.hpp"
#include "bot/store/unit_of_work.hpp"
#include "handlers/settings.hpp"

namespace tocsin::outbox {

/// More lines than this waiting for one channel become one digest (issue, item 6); so do any that were held up by a
/// failed attempt.
inline constexpr std::int64_t kDigestAbove = 20;
/// At most this many lines are read for one digest; the next one takes the rest.
inline constexpr int kDigestLines = 2000;

/// Nothing if the row is gone.
std::optional<OutboxRow> reread(const store::Snapshot& view, const OutboxRow& row);
/// `now`: what counts as overdue.
Prepared prepare(const store::Snapshot& view, const OutboxRow& row, const handlers::Settings& settings, Time now);

}  // namespace tocsin::outbox
