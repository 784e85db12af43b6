// A delivery as the JSON text of the outbox's `payload` column, and back. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bot/core/delivery.hpp"

namespace tocsin::store {

std::string encode_delivery(const Delivery& delivery);
/// `kind` as in DeliveryTraits; nothing if this release does not know it.
std::optional<Delivery> decode_delivery(std::string_view kind, std::string_view payload);
/// The same delivery with what people wrote replaced by `[redacted]`; names, keys and ids stay, so that it still goes
/// to the right place.
Delivery without_texts(Delivery delivery);

}  // namespace tocsin::store
