#include "bot/slack/client.hpp"

#include "bot/base/text.hpp"

namespace tocsin::slack {
namespace {

namespace asio = boost::asio;

ApiOutcome unanswered(const net::TransportError& error) {
    return Retryable{error.message, error.ambiguity == net::Ambiguity::maybe_sent};
}

/// `chat:write,commands`, as each answer of the Web API names them.
std::vector<std::string> granted_scopes(std::string_view header) {
    std::vector<std::string> out;
    for (const auto name : text::split(header, ','))
        if (const auto scope = text::trim(name); !scope.empty()) out.emplace_back(scope);
    return out;
}

}  // namespace

asio::awaitable<ApiOutcome> Client::call(ApiCall call, Duration timeout) {
    net::OutRequest request;
    request.url = api_url_ + call.method;
    request.headers.add("Content-Type", call.content_type);
    request.headers.add("Authorization", "Bearer " + bot_token_);
    request.body = std::move(call.body);
    request.timeout = timeout;
    const auto answer = co_await http_.send(std::move(request));
    if (!answer) co_return unanswered(answer.error());
    auto outcome = classify(call.method, answer->status, answer->headers.get("Retry-After"), answer->body, clock_.now());
    if (auto* ok = std::get_if<Ok>(&outcome)) ok->scopes = granted_scopes(answer->headers.get("x-oauth-scopes"));
    co_return outcome;
}

asio::awaitable<ApiOutcome> Client::respond(std::string response_url, std::string body) {
    net::OutRequest request;
    request.url = std::move(response_url);
    request.headers.add("Content-Type", "application/json; charset=utf-8");
    request.body = std::move(body);
    const auto answer = co_await http_.send(std::move(request));
    if (!answer) co_return unanswered(answer.error());
    co_return classify_response_url(answer->status, answer->headers.get("Retry-After"), answer->body);
}

asio::awaitable<ApiOutcome> Client::upload(std::string upload_url, std::string bytes) {
    net::OutRequest request;
    request.url = std::move(upload_url);
    request.headers.add("Content-Type", "application/octet-stream");
    request.body = std::move(bytes);
    request.timeout = std::chrono::seconds{60};
    const auto answer = co_await http_.send(std::move(request));
    if (!answer) co_return unanswered(answer.error());
    co_return classify_upload(answer->status, answer->headers.get("Retry-After"));
}

}  // namespace tocsin::slack
