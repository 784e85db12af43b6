#include "bot/outbox/heartbeat_sender.hpp"

namespace tocsin::outbox {

boost::asio::awaitable<DeliveryOutcome> HeartbeatSender::send(OutboxRow, Prepared) {
    net::OutRequest request;
    request.url = url_;
    request.headers.add("Content-Type", "text/plain; charset=utf-8");
    request.body = "tocsin is alive\n";
    const auto answer = co_await http_.send(std::move(request));
    // The reason may hold the address, which is a secret at some services.
    if (!answer) co_return TryLater{"heartbeat.url was not reached", std::nullopt, true, false};
    if (answer->status / 100 != 2) co_return TryLater{"heartbeat.url answered HTTP " + std::to_string(answer->status), std::nullopt, false, false};
    co_return Delivered{};
}

}  // namespace tocsin::outbox
