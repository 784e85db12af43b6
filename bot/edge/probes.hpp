// `/livez`, `/readyz` and `/metrics` (design §4). Slack or PagerDuty failing never fails readiness (design G8). Owned by
// App; I/O thread.
#pragma once

#include <functional>

#include "bot/edge/parts.hpp"
#include "bot/net/router.hpp"

namespace tocsin::edge {

class Probes {
public:
    explicit Probes(Parts parts) : parts_(parts) {}

    void add_routes(net::Router& router);
    /// From now on not ready: traffic goes elsewhere while what is in flight ends.
    void begin_shutdown() { shutting_down_ = true; }

private:
    boost::asio::awaitable<net::Response> ready(net::Request request);
    boost::asio::awaitable<net::Response> metrics(net::Request request);

    Parts parts_;
    bool shutting_down_ = false;
};

}  // namespace tocsin::edge
