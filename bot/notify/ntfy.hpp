// A page as a push message of an ntfy server (docs.ntfy.sh/publish). Pure; any thread.
#pragma once

#include <string_view>

#include "bot/net/http_client.hpp"
#include "bot/notify/page_text.hpp"

namespace tocsin::notify {

/// `url`: the server with its topic, `https://ntfy.example.com/topic`.
net::OutRequest ntfy_request(std::string_view url, const PageFacts& facts);

}  // namespace tocsin::notify
