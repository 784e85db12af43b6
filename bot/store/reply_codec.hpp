// An answer as the JSON text that is kept beside its delivery's key, and back. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/core/reply.hpp"

namespace tocsin::store {

std::string encode_reply(const Reply& reply);
/// What cannot be read is an empty answer: the delivery is known and must not have its effect again.
Reply decode_reply(std::string_view text);

}  // namespace tocsin::store
