// A Response as the bytes that go over the wire. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/net/http.hpp"

namespace tocsin::net {

struct ResponseFraming {
    bool is_head = false;     ///< answer to HEAD: everything but the body
    bool keep_alive = true;
    bool is_http_1_0 = false;  ///< then keeping the connection must be said
};

/// Appends status line, fields and body to `out`. Adds Content-Length, and `X-Content-Type-Options: nosniff` and
/// `Cache-Control: no-store` unless set. Control characters in field values become spaces, so that no value can end its
/// line.
void append_response(std::string& out, const Response& response, const ResponseFraming& framing);

/// The reason phrase of a status, or `Unknown`.
std::string_view reason_phrase(int status);

}  // namespace tocsin::net
