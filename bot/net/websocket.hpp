// The port through which a websocket is opened: real (net/websocket_client), or simulated in process (sandbox, tests). Text
// messages only, no fragments to be seen, pings answered underneath. Owned by App; I/O thread only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <memory>
#include <string>

#include "bot/base/time.hpp"

namespace tocsin::net {

/// One open connection. Must not be destroyed while a `read` or `write` is under way; ends with `close` or by the other side.
class Websocket {
public:
    virtual ~Websocket() = default;
    /// The next message; or, once and for all, why there will be none. One at a time.
    virtual boost::asio::awaitable<std::expected<std::string, std::string>> read() = 0;
    /// One at a time, beside a `read`. The error says why the connection is over.
    virtual boost::asio::awaitable<std::expected<void, std::string>> write(std::string message) = 0;
    /// What is under way ends with an error. Harmless if it is closed.
    virtual void close() = 0;
};

class WebsocketConnector {
public:
    virtual ~WebsocketConnector() = default;
    /// `url`: wss://…, or ws:// to a loopback address. The error is a sentence such as `connect to wss.slack.com:443: timed out`.
    virtual boost::asio::awaitable<std::expected<std::unique_ptr<Websocket>, std::string>> open(std::string url, Duration timeout) = 0;
};

}  // namespace tocsin::net
