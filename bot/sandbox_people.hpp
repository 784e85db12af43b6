// What people and services of the simulated world do to the bot: signed requests over HTTPS, as from outside. Owned by whoever holds the
// world; I/O thread; ends with the client that it sends with.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "bot/net/http_client.hpp"
#include "bot/sandbox/world.hpp"

namespace tocsin {

class SandboxPeople {
public:
    SandboxPeople(sandbox::World& world, net::HttpClient& client, std::string command) : world_(world), client_(client), command_(std::move(command)) {}

    /// Where the bot listens: https://localhost:8443.
    void find_bot_at(std::string url) { bot_ = std::move(url); }
    /// Types a command in Slack as a person would. What the person then sees.
    boost::asio::awaitable<std::string> type(std::string user, std::string channel, std::string words);
    /// Presses a button that the person sees. Errors: there is no such button.
    boost::asio::awaitable<Result<void>> press(std::string user, std::string channel, std::string ts, std::string action);
    /// Posts what PagerDuty and Twilio have to say.
    boost::asio::awaitable<void> deliver_webhooks();
    bool has_webhooks() const { return !world_.pagerduty.state().deliveries.empty() || world_.twilio.has_reports(); }

private:
    boost::asio::awaitable<net::Response> post(net::Request request);

    sandbox::World& world_;
    net::HttpClient& client_;
    std::string command_, bot_;
};

}  // namespace tocsin
