// What an answer of a provider means, for Twilio, webhooks and ntfy. Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "bot/base/time.hpp"

namespace tocsin::notify {

struct Taken {
    std::string id;  ///< as the provider names it; empty if it gives none
};
struct Later {
    std::string why;
    std::optional<Duration> after;  ///< what it asked for
    bool maybe_sent = false;        ///< it may have acted: look before repeating
};
/// Repeating cannot help.
struct No {
    std::string code;
    std::string sentence;  ///< for a person
};
using Outcome = std::variant<Taken, Later, No>;

}  // namespace tocsin::notify
