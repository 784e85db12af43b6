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

    struct Call {
        Method method;
        std::vector<std::string> parameters;  ///< of the query; any other is refused
    };

    /// Asks for the token and looks at the parameters, then runs the method.
    Answer guarded(net::Request request, Call call);
    void add(net::Router& router, const char* verb, const char* pattern, Call call);

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
