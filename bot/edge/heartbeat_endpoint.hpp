// `POST /heartbeats/{name}`: a dead man's switch reports. With the heartbeat's own token or one of the API; the body may be
// anything, or what Alertmanager posts for its Watchdog alert. Owned by App; I/O thread.
#pragma once

#include <string>
#include <vector>

#include "bot/edge/api_access.hpp"
#include "bot/net/router.hpp"

namespace tocsin::edge {

struct HeartbeatToken {
    std::string name;    ///< of the heartbeat
    std::string secret;  ///< empty: it takes tokens of the API only
};

class HeartbeatEndpoint {
public:
    HeartbeatEndpoint(Parts parts, const std::vector<HeartbeatToken>& own, std::vector<ApiToken> api);

    void add_routes(net::Router& router);

private:
    boost::asio::awaitable<net::Response> answer(net::Request request);

    Parts parts_;
    std::vector<ApiToken> own_, api_;
};

/// Whether the body is a beat: anything but an Alertmanager notification without a firing Watchdog. An error names the field.
Result<bool> is_beat(std::string_view body, std::string_view heartbeat);

}  // namespace tocsin::edge
