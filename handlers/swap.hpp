// What others need of `swap` beside its use cases: the press of a button in an offer, and an offer that did not arrive. Free
// functions inside one transaction; store thread.
#pragma once

#include <string>

#include "bot/core/button.hpp"
#include "bot/core/delivery.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// `accept_swap` or `decline_swap`: the same as saying it, with the same permission.
Reply press_swap(Context& context, const Button& button);
/// Slack refused for good to show somebody an offer: whoever made it is told so while it waits for an answer.
bool is_swap_message(const delivery::DirectNamed& message);
void swap_message_failed(Context& context, const delivery::DirectNamed& message, const std::string& why);

}  // namespace tocsin::handlers
