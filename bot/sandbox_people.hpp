// What people and services of the simulated world do to the bot: signed requests over HTTPS, as from outside. Owned by whoever holds the
// world; I/O thread; ends with the client that it sends with.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "bot/core/form.hpp"
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
    /// Fills in the form that the person has before them, and sends it. Errors: there is none; the bot takes it not (then what stands beside its fields).
    boost::asio::awaitable<Result<void>> fill_in(std::string user, FormValues values);
    /// Posts what PagerDuty and Twilio have to say, and what Slack tells of its channels.
    boost::asio::awaitable<void> deliver_webhooks();
    bool has_webhooks() const { return !world_.slack.state().events.empty() || !world_.pagerduty.state().deliveries.empty() || world_.twilio.has_reports(); }
    /// A signed request as it is.
    boost::asio::awaitable<net::Response> post(net::Request request);

private:
    sandbox::World& world_;
    net::HttpClient& client_;
    std::string command_, bot_;
};

}  // namespace tocsin
