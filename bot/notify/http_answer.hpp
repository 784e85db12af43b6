// What an HTTP answer of any provider means where its body says no more. Free functions; any thread.
#pragma once

#include <expected>
#include <string_view>

#include "bot/net/http_client.hpp"
#include "bot/notify/outcome.hpp"

namespace tocsin::notify {

using Answer = std::expected<net::Response, net::TransportError>;

/// 2xx is Taken; no answer, 408, 429 and 5xx are Later; everything else is No. `who`: names the other side in sentences.
Outcome classify(const Answer& answer, std::string_view who);
/// Seconds of a Retry-After header, at most an hour; nothing if it is missing or no number.
std::optional<Duration> retry_after_of(const net::Response& response);

}  // namespace tocsin::notify
