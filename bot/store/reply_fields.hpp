// The fields of an answer, as they stand beside its delivery's key.
// Written once; encoding, decoding and the tests walk the list. Internal to the codecs of the store. Values; any thread.
#pragma once

#include "bot/store/fields.hpp"
#include "bot/core/reply.hpp"

namespace tocsin::store {

template <>
inline constexpr auto kFields<Button> = std::tuple{field("action", &Button::action),
    field("incident", &Button::incident), field("seen_status", &Button::seen_status),
    field("status", &Button::status), field("argument", &Button::argument)};
template <>
inline constexpr auto kFields<Offer> = std::tuple{field("button", &Offer::button), field("label", &Offer::label),
    field("danger", &Offer::danger)};
template <>
inline constexpr auto kFields<Reply> = std::tuple{field("ok", &Reply::ok), field("error", &Reply::error),
    field("text", &Reply::text), field("incident", &Reply::incident), field("shared", &Reply::shared),
    field("with_card", &Reply::with_card), field("offers", &Reply::offers), field("data", &Reply::data)};

}  // namespace tocsin::store
