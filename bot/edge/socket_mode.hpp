// Slack's Socket Mode: keeps a websocket to Slack open and gives what comes over it to the SlackEndpoint, as HTTP does. An
// envelope is acknowledged when what it led to is committed, never before; what is not acknowledged Slack sends again, and its
// key makes that harmless (design G1, G2). Owned by App; I/O thread; ends by `stop`.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>

#include "bot/base/random.hpp"
#include "bot/edge/parts.hpp"
#include "bot/edge/slack_endpoint.hpp"
#include "bot/net/websocket.hpp"
#include "bot/slack/client.hpp"

namespace tocsin::edge {

class SocketMode {
public:
    struct Needs {
        Parts parts;
        SlackEndpoint& endpoint;
        slack::Client& client;  ///< with the app-level token
        net::WebsocketConnector& sockets;
        Random& random;
        boost::asio::any_io_executor executor;
    };

    explicit SocketMode(Needs needs);
    ~SocketMode();
    SocketMode(const SocketMode&) = delete;
    SocketMode& operator=(const SocketMode&) = delete;

    void start();
    /// Takes no further envelope, waits for those under way and their acknowledgements, closes the connections.
    boost::asio::awaitable<void> stop();
    /// No envelope is under way and no connection is being made.
    bool idle() const;

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace tocsin::edge
