// PagerDuty's two APIs over HTTP: one call, its raw answer; the outcome tables stand in rest_api and events_api. Owned by
// App; I/O thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "bot/net/http_client.hpp"
#include "bot/pagerduty/events_api.hpp"
#include "bot/pagerduty/rest_api.hpp"

namespace tocsin::pagerduty {

/// What came back of a REST call: the outcome, and the body where it is Ok.
struct RestAnswer {
    Outcome outcome;
    std::string body;
};

class Client {
public:
    /// `http` must outlive the client. Both addresses without a slash at the end.
    Client(net::HttpClient& http, std::string api_url, std::string events_url, std::string token)
        : http_(http), api_url_(std::move(api_url)), events_url_(std::move(events_url)), access_{std::move(token)} {}

    const RestAccess& access() const { return access_; }
    bool has_rest() const { return !access_.token.empty(); }

    /// `from`: the e-mail address that the request names as its actor, for the sentence about an unknown one.
    boost::asio::awaitable<RestAnswer> rest(RestRequest request, std::string from = {}, Duration timeout = std::chrono::seconds{10});
    boost::asio::awaitable<Outcome> enqueue(std::string body);

private:
    net::HttpClient& http_;
    std::string api_url_, events_url_;
    RestAccess access_;
};

}  // namespace tocsin::pagerduty
