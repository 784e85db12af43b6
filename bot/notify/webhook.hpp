// A page as a JSON document posted to a person's own address, signed where a secret is configured (docs/oncall.md). Pure; any
// thread.
#pragma once

#include <string_view>

#include "bot/net/http_client.hpp"
#include "bot/notify/page_text.hpp"

namespace tocsin::notify {

inline constexpr std::string_view kWebhookSignature = "X-Tocsin-Signature";

/// The signature is `sha256=` and the hex HMAC-SHA256 of the body; `secret` empty: none.
net::OutRequest webhook_request(std::string_view url, const PageFacts& facts, std::string_view secret);

}  // namespace tocsin::notify
