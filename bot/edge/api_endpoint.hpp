// The JSON API (design §4; schema/openapi.yaml describes it): commands in the slash grammar, and reads. Everything that
// Slack can do works here while Slack is down (design G8). Owned by App; I/O thread.
#pragma once

#include <vector>

#include "bot/edge/api_access.hpp"
#include "bot/net/router.hpp"

namespace tocsin::edge {

class ApiEndpoint {
public:
    ApiEndpoint(Parts parts, std::vector<ApiToken> tokens) : parts_(parts), tokens_(std::move(tokens)) {}

    void add_routes(net::Router& router);

private:
    using Answer = boost::asio::awaitable<net::Response>;
    using Method = Answer (ApiEndpoint::*)(net::Request, handlers::Caller);

    /// Asks for the token, then runs `method`.
    Answer guarded(net::Request request, Method method);
    void add(net::Router& router, const char* verb, const char* pattern, Method method);

    Answer post_command(net::Request request, handlers::Caller caller);
    Answer get_incidents(net::Request request, handlers::Caller caller);
    Answer get_incident(net::Request request, handlers::Caller caller);
    Answer get_timeline(net::Request request, handlers::Caller caller);
    Answer get_postmortem(net::Request request, handlers::Caller caller);
    Answer get_report(net::Request request, handlers::Caller caller);
    Answer get_document(net::Request request);

    Parts parts_;
    std::vector<ApiToken> tokens_;
};

}  // namespace tocsin::edge
