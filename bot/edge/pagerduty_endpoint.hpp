// PagerDuty V3 webhooks (design §4): verifies the raw bytes, decodes, fetches the alerts' labels where a join rule needs
// them, runs the use case in its transaction. Owned by App; I/O thread.
#pragma once

#include <string>
#include <vector>

#include "bot/edge/parts.hpp"
#include "bot/net/router.hpp"
#include "bot/pagerduty/client.hpp"
#include "bot/pagerduty/inbound.hpp"
#include "bot/pagerduty/rest_decode.hpp"

namespace tocsin::edge {

class PagerDutyEndpoint {
public:
    /// `client` may be null: then labels come from titles alone.
    PagerDutyEndpoint(Parts parts, std::vector<std::string> secrets, pagerduty::Client* client)
        : parts_(parts), secrets_(std::move(secrets)), client_(client) {}

    void add_routes(net::Router& router);
    boost::asio::awaitable<net::Response> answer(net::Request request);

private:
    bool is_authentic(const net::Request& request);
    boost::asio::awaitable<net::Response> take(pagerduty::WebhookEvent event, Time now);
    /// Of the incident's alerts and title; within 1.5 s, else of the title alone (design §2, prepare).
    boost::asio::awaitable<pagerduty::Labels> labels_of(pagerduty::WebhookEvent event);
    void remember_agent(const pagerduty::WebhookEvent& event);

    Parts parts_;
    std::vector<std::string> secrets_;
    pagerduty::Client* client_;
};

}  // namespace tocsin::edge
