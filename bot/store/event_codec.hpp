// A timeline event's body, link and correction as the JSON text of the `payload` column, and back. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "bot/core/event.hpp"

namespace tocsin::store {

/// `{"v":1, …fields…}`, with `link` and `corrects` where the event has them.
std::string encode_payload(const Event& event);

/// Fills body, link and corrects. A kind that this release does not know and an erased payload become event::Erased.
void decode_payload(const std::string& kind, const std::optional<std::string>& payload, Event& into);

}  // namespace tocsin::store
