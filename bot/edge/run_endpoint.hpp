// Runs of runbooks over the API: start one, look at one. Everything else that can be done with a run is a command
// (POST /api/v1/commands). Owned by App; I/O thread.
#pragma once

#include <vector>

#include "bot/edge/api_access.hpp"
#include "bot/edge/parts.hpp"
#include "bot/net/router.hpp"

namespace tocsin::edge {

class RunEndpoint {
public:
    RunEndpoint(Parts parts, std::vector<ApiToken> tokens) : parts_(parts), tokens_(std::move(tokens)) {}

    void add_routes(net::Router& router);

private:
    using Answer = boost::asio::awaitable<net::Response>;

    Answer post_run(net::Request request);
    Answer get_run(net::Request request);

    Parts parts_;
    std::vector<ApiToken> tokens_;
};

}  // namespace tocsin::edge
