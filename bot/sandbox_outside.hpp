// The simulated world for a bot in another process: whatever the bot sends goes over loopback to the process that holds the world. The two
// ends of that way. I/O thread.
#pragma once

#include <string>

#include "bot/net/http_client.hpp"
#include "bot/net/mail_transport.hpp"
#include "bot/net/router.hpp"
#include "bot/sandbox/world.hpp"

namespace tocsin {

/// The bot's end.
class RemoteOutside final : public net::HttpClient, public net::MailTransport {
public:
    /// `client` must outlive it; `url`: http://127.0.0.1:PORT.
    RemoteOutside(net::HttpClient& client, std::string url) : client_(client), url_(std::move(url)) {}

    boost::asio::awaitable<std::expected<net::Response, net::TransportError>> send(net::OutRequest request) override;
    boost::asio::awaitable<std::expected<void, net::MailError>> send(net::Mail mail) override;

private:
    net::HttpClient& client_;
    std::string url_;
};

/// The world's end. `world` must outlive the routes.
void add_outside_routes(net::Router& router, sandbox::World& world);

}  // namespace tocsin
