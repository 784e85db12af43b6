// The fields of what hangs on a message, as they stand in events and in the outbox. Internal to the codecs of the store.
// Values; any thread.
#pragma once

#include "bot/core/message.hpp"
#include "bot/store/fields.hpp"

namespace tocsin::store {

template <>
inline constexpr auto kFields<MessageAttachment> = std::tuple{field("name", &MessageAttachment::name),
    field("type", &MessageAttachment::type), field("link", &MessageAttachment::link)};

}  // namespace tocsin::store
