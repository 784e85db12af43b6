#include "bot/edge/api_access.hpp"

#include "bot/base/crypto.hpp"
#include "bot/edge/api_json.hpp"
#include "bot/ops/await_store.hpp"
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
        caller.level = token.access.value_or(parts.settings.default_access);
        return caller;
    }
    caller.actor = slack_actor(parts.settings.team, token.user);
    const Person* person = parts.directory.find(caller.actor);
    caller.level = handlers::level_of(parts.settings, caller.actor, person != nullptr && person->guest);
    caller.zone = handlers::zone_of(parts.settings, caller.actor, person);
    return caller;
}

boost::asio::awaitable<std::expected<handlers::Caller, net::Response>> admit(Parts parts, const ApiToken* token, Time received_at) {
    if (token == nullptr) {
        parts.metrics.unauthenticated("api");
        co_return std::unexpected(unauthenticated());
    }
    if (!token->user.empty() && parts.settings.team.empty())
        co_return std::unexpected(error_response({Errc::unavailable, "It is not known yet to which Slack workspace " + token->user.value + " belongs, because Slack has never answered.",
                                                  "Set `slack.team` in the configuration, or wait until Slack answers."}));
    auto caller = caller_of(parts, *token);
    if (caller.level != AccessLevel::guest) co_return caller;
    auto job = job_for(store::Priority::human, received_at, {}, [caller, settings = &parts.settings](store::UnitOfWork& work) {
        handlers::Context context(work, *settings, caller);
        handlers::keep_denial(context, "api", "a member of the workspace");
        return Reply{};
    });
    const auto kept = co_await ops::submit_within(parts.store, parts.scheduler, std::move(job), time_left(parts, received_at), {});
    if (!std::holds_alternative<ops::InTime>(kept)) co_return std::unexpected(overloaded());
    co_return std::unexpected(error_response({Errc::forbidden, "Guests may not use the API.", {}}));
}

}  // namespace tocsin::edge
