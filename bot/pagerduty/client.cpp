#include "bot/pagerduty/client.hpp"

namespace tocsin::pagerduty {

namespace asio = boost::asio;

asio::awaitable<RestAnswer> Client::rest(RestRequest rest, std::string from, Duration timeout) {
    net::OutRequest request;
    request.method = std::move(rest.method);
    request.url = api_url_ + rest.path;
    for (auto& [name, value] : rest.headers) request.headers.add(std::move(name), std::move(value));
    request.body = std::move(rest.body);
    request.timeout = timeout;
    auto answer = co_await http_.send(std::move(request));
    if (!answer) co_return RestAnswer{Retryable{answer.error().message}, {}};
    auto wait = answer->headers.get("Retry-After");
    if (wait.empty()) wait = answer->headers.get("ratelimit-reset");
    co_return RestAnswer{classify_rest(answer->status, wait, answer->body, from), std::move(answer->body)};
}

asio::awaitable<Outcome> Client::enqueue(std::string body) {
    net::OutRequest request;
    request.url = events_url_ + std::string(kEnqueuePath);
    request.headers.add("Content-Type", "application/json");
    request.body = std::move(body);
    const auto answer = co_await http_.send(std::move(request));
    if (!answer) co_return Retryable{answer.error().message};
    co_return classify_event(answer->status, answer->headers.get("Retry-After"), answer->body);
}

}  // namespace tocsin::pagerduty
