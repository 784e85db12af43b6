// The WebsocketConnector whose other side is the simulated Slack. Owned by `tocsin sandbox` or a test; I/O thread.
#pragma once

#include <memory>

#include "bot/base/scheduler.hpp"
#include "bot/net/websocket.hpp"
#include "bot/sandbox/socket_mode.hpp"

namespace tocsin::sandbox {

class SimulatedSockets final : public net::WebsocketConnector {
public:
    explicit SimulatedSockets(std::shared_ptr<SocketMode> slack) : slack_(std::move(slack)) {}

    boost::asio::awaitable<std::expected<std::unique_ptr<net::Websocket>, std::string>> open(std::string url, Duration timeout) override;
    /// The next attempts to connect fail on the way.
    void refuse_next(int attempts) { refused_ = attempts; }

private:
    std::shared_ptr<SocketMode> slack_;
    int refused_ = 0;
};

}  // namespace tocsin::sandbox
