#include "bot/sandbox/simulated_network.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

#include "bot/net/url.hpp"

namespace tocsin::sandbox {

namespace asio = boost::asio;

namespace {

std::string place_of(const std::string& url) {
    const auto parsed = net::parse_url(url);
    return parsed ? parsed->origin.host + ":" + parsed->origin.port : url;
}

}  // namespace

asio::awaitable<void> SimulatedNetwork::pause(Duration span) {
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
        [this, span](auto handler) {
            auto held = std::make_shared<decltype(handler)>(std::move(handler));
            scheduler_.call_at(scheduler_.now() + span, [held] { std::move (*held)(); });
        },
        asio::use_awaitable);
}

asio::awaitable<std::expected<net::Response, net::TransportError>> SimulatedNetwork::send(net::OutRequest out) {
    const auto scheme_end = out.url.find("://");
    const auto path = out.url.find('/', scheme_end == std::string::npos ? 0 : scheme_end + 3);
    const std::string origin = out.url.substr(0, path);
    const auto host = hosts_.find(origin);
    if (host == hosts_.end()) co_return std::unexpected(net::TransportError{net::Ambiguity::not_sent, "resolve " + origin + ": no such host"});
    if (auto why = out.refuses ? out.refuses(asio::ip::make_address(host->second.address)) : std::string(); !why.empty())
        co_return std::unexpected(net::TransportError{net::Ambiguity::not_sent, place_of(out.url) + " is refused: " + why});
    net::Request request;
    request.method = out.method;
    request.target = path == std::string::npos ? "/" : out.url.substr(path);
    request.headers = out.headers;
    request.body = out.body;
    request.received_at = scheduler_.now();
    auto outcome = host->second.host(request);
    if (auto* response = std::get_if<net::Response>(&outcome)) co_return std::move(*response);
    // A hanging peer is noticed by the caller's own time-out, a reset at once; either way it may have acted.
    if (std::get<NoAnswer>(outcome).hang) co_await pause(out.timeout);
    co_return std::unexpected(net::TransportError{net::Ambiguity::maybe_sent, origin + ": no answer"});
}

}  // namespace tocsin::sandbox
