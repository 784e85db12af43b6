// Tells the outside that this program is alive: one POST to `heartbeat.url`, for a row that came through timers, store and
// outbox. Owned by App; I/O thread.
#pragma once

#include <string>

#include "bot/net/http_client.hpp"
#include "bot/outbox/sender.hpp"

namespace tocsin::outbox {

class HeartbeatSender final : public Sender {
public:
    /// `http` must outlive the sender.
    HeartbeatSender(net::HttpClient& http, std::string url) : http_(http), url_(std::move(url)) {}

    boost::asio::awaitable<DeliveryOutcome> send(OutboxRow row, Prepared prepared) override;
    Time earliest(const OutboxRow&, const Prepared&, Time now) override { return now; }

private:
    net::HttpClient& http_;
    std::string url_;
};

}  // namespace tocsin::outbox
