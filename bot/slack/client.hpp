// Slack's Web API over HTTP: one call, one classified outcome; who asks decides about repeating (design: retries live in
// the outbox alone). Owned by App; I/O thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "bot/net/http_client.hpp"
#include "bot/slack/api.hpp"

namespace tocsin::slack {

class Client {
public:
    /// `api_url` ends with a slash. `http` and `clock` must outlive the client.
    Client(net::HttpClient& http, const Clock& clock, std::string api_url, std::string bot_token)
        : http_(http), clock_(clock), api_url_(std::move(api_url)), bot_token_(std::move(bot_token)) {}

    boost::asio::awaitable<ApiOutcome> call(ApiCall call, Duration timeout = std::chrono::seconds{10});
    /// Posts a message to a response_url; the caller has checked its host.
    boost::asio::awaitable<ApiOutcome> respond(std::string response_url, std::string body);
    /// Sends a file's bytes to the address that files.getUploadURLExternal gave.
    boost::asio::awaitable<ApiOutcome> upload(std::string upload_url, std::string bytes);

    const std::string& api_url() const { return api_url_; }

private:
    net::HttpClient& http_;
    const Clock& clock_;
    std::string api_url_;
    std::string bot_token_;
};

}  // namespace tocsin::slack
