// Bearer tokens of the API: each acts as one person, or as nobody (design §4). Values; any thread, `admit` on the I/O thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "bot/edge/parts.hpp"

namespace tocsin::edge {

struct ApiToken {
    std::string name;
    std::string secret;
    UserId user;  ///< empty: acts as `api:NAME`
    std::optional<AccessLevel> access{};  ///< without a user; unset: the level that everybody has
};

/// The token that the `Authorization: Bearer …` header holds; every token is compared, each in constant time.
const ApiToken* find_token(const std::vector<ApiToken>& tokens, const net::Request& request);

/// Who that is, in the workspace of the settings.
handlers::Caller caller_of(const Parts& parts, const ApiToken& token);

/// The caller whose `token` (of `find_token`) it is; or the answer to whoever may not use the API at all: 401 without a token, 403 for a
/// guest, which is kept as a denial, 503 while it is not known to which workspace the token's person belongs.
boost::asio::awaitable<std::expected<handlers::Caller, net::Response>> admit(Parts parts, const ApiToken* token, Time received_at);

}  // namespace tocsin::edge
