// Bearer tokens of the API: each acts as one person, or as nobody (design §4). Values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/edge/parts.hpp"

namespace tocsin::edge {

struct ApiToken {
    std::string name;
    std::string secret;
    UserId user;  ///< empty: acts as `api:NAME`
};

/// The token that the `Authorization: Bearer …` header holds; every token is compared, each in constant time.
const ApiToken* find_token(const std::vector<ApiToken>& tokens, const net::Request& request);

/// Who that is, in the workspace of the settings.
handlers::Caller caller_of(const Parts& parts, const ApiToken& token);

}  // namespace tocsin::edge
