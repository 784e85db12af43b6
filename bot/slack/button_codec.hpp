// The one place where a Button becomes what Slack stores in a message, and becomes a Button again. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bot/base/error.hpp"
#include "bot/core/button.hpp"

namespace tocsin::slack {

/// Bytes of Button::argument that always fit beside the rest in Slack's 2000 of a button's value.
inline constexpr std::size_t kMaxButtonArgument = 1800;

struct EncodedButton {
    std::string action_id;  ///< `tocsin.set_status.monitoring`; differs between the buttons of one card
    std::string value;      ///< `v1:set_status:42:investigating:monitoring:argument`
};

/// too_large if the argument is over kMaxButtonArgument.
Result<EncodedButton> encode_button(const Button& button);

/// invalid_argument for everything that `encode_button` would not have made; the hint tells the person to use a command.
Result<Button> decode_button(std::string_view action_id, std::string_view value);

}  // namespace tocsin::slack
