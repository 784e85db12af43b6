#include "bot/edge/api_access.hpp"

#include "bot/base/crypto.hpp"
#include "handlers/people.hpp"
#include "handlers/permission.hpp"

namespace tocsin::edge {

const ApiToken* find_token(const std::vector<ApiToken>& tokens, const net::Request& request) {
    constexpr std::string_view scheme = "Bearer ";
    const auto header = request.headers.get("Authorization");
    if (request.headers.count("Authorization") != 1 || !header.starts_with(scheme)) return nullptr;
    // Digests are compared, so that not even the length of a secret shows in the time it takes.
    const auto given = crypto::sha256(header.substr(scheme.size()));
    const ApiToken* found = nullptr;
    for (const auto& token : tokens) {
        if (token.secret.empty()) continue;
        const auto expected = crypto::sha256(token.secret);
        if (crypto::equal_constant_time(crypto::as_bytes(expected), crypto::as_bytes(given))) found = &token;
    }
    return found;
}

handlers::Caller caller_of(const Parts& parts, const ApiToken& token) {
    handlers::Caller caller;
    caller.source = Source("api:" + token.name);
    caller.is_person = !token.user.empty();
    if (!caller.is_person) {
        caller.actor = api_actor(token.name);
        caller.level = parts.settings.default_access;
        return caller;
    }
    caller.actor = slack_actor(parts.settings.team, token.user);
    const Person* person = parts.directory.find(caller.actor);
    caller.level = handlers::level_of(parts.settings, caller.actor, person != nullptr && person->guest);
    caller.zone = handlers::zone_of(parts.settings, caller.actor, person);
    return caller;
}

}  // namespace tocsin::edge
