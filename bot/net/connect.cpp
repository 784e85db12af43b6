#include "bot/net/connect.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "bot/base/text.hpp"
#include "bot/net/deadline.hpp"

namespace tocsin::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

/// Kept alive by the resolver's own callback, so that the waiting coroutine may leave first.
struct Lookup {
    tcp::resolver resolver;
    asio::steady_timer done;
    ErrorCode error = asio::error::timed_out;
    tcp::resolver::results_type found;

    explicit Lookup(const asio::any_io_executor& executor) : resolver(executor), done(executor) {}
};

/// `localhost` is this machine whatever the name service says, and where there is none (RFC 6761, section 6.3).
std::optional<tcp::resolver::results_type> as_localhost(const Origin& origin) {
    const auto port = text::parse_int(origin.port);
    if (!text::equals_ignoring_case(origin.host, "localhost") || !port || *port < 0 || *port > 65535) return std::nullopt;
    const auto number = static_cast<std::uint16_t>(*port);
    // The last one's error is the one that is told.
    const std::array<tcp::endpoint, 2> addresses{{{asio::ip::address_v6::loopback(), number}, {asio::ip::address_v4::loopback(), number}}};
    return tcp::resolver::results_type::create(addresses.begin(), addresses.end(), origin.host, origin.port);
}

using Endpoints = std::vector<tcp::endpoint>;

asio::awaitable<std::expected<tcp::resolver::results_type, ErrorCode>> resolve(Origin origin, Deadline::Point due) {
    if (auto here = as_localhost(origin)) co_return *std::move(here);
    const auto lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor);
    lookup->done.expires_at(due);
    lookup->resolver.async_resolve(origin.host, origin.port, [lookup](ErrorCode error, tcp::resolver::results_type found) {
        lookup->error = error;
        lookup->found = std::move(found);
        lookup->done.cancel();
    });
    co_await lookup->done.async_wait(kAwait);
    if (lookup->error) co_return std::unexpected(lookup->error);
    co_return std::move(lookup->found);
}

asio::awaitable<std::expected<Endpoints, ErrorCode>> look_up(Origin origin, Deadline::Point due, NameService names) {
    Endpoints out;
    if (names) {
        const auto port = static_cast<std::uint16_t>(text::parse_int(origin.port).value_or(0));
        for (const auto& address : names(origin.host)) out.emplace_back(address, port);
        if (out.empty()) co_return std::unexpected(make_error_code(asio::error::host_not_found));
        co_return out;
    }
    const auto found = co_await resolve(origin, due);
    if (!found) co_return std::unexpected(found.error());
    for (const auto& entry : *found) out.push_back(entry.endpoint());
    co_return out;
}

/// Takes out what is refused; the last objection if nothing is left.
std::string keep_allowed(Endpoints& endpoints, const AddressFilter& refuses) {
    std::string objection;
    if (!refuses) return objection;
    std::erase_if(endpoints, [&](const tcp::endpoint& endpoint) {
        std::string why = refuses(endpoint.address());
        const bool refused = !why.empty();
        if (refused) objection = std::move(why);
        return refused;
    });
    return endpoints.empty() ? objection : std::string();
}

}  // namespace

asio::awaitable<std::expected<tcp::socket, std::string>> connect_tcp(Origin origin, Deadline::Point due, AddressFilter refuses, NameService names) {
    const auto failed = [&](std::string_view step, const ErrorCode& error) {
        return std::unexpected(fmt::format("{} {}:{}: {}", step, origin.host, origin.port, error.message()));
    };
    auto found = co_await look_up(origin, due, std::move(names));
    if (!found) co_return failed("look up", found.error());
    if (auto why = keep_allowed(*found, refuses); !why.empty())
        co_return std::unexpected(fmt::format("{}:{} is refused: {}", origin.host, origin.port, why));
    tcp::socket socket(co_await asio::this_coro::executor);
    bool is_late = false;
    Deadline deadline(socket.get_executor(), [&] {
        is_late = true;
        ErrorCode ignored;
        socket.close(ignored);
    });
    deadline.set(due);
    const auto [error, endpoint] = co_await asio::async_connect(socket, *found, kAwait);
    if (is_late) co_return failed("connect to", make_error_code(asio::error::timed_out));
    if (error) co_return failed("connect to", error);
    co_return socket;
}

asio::awaitable<std::expected<Transport, std::string>> connect_transport(Origin origin, TlsContext tls, Deadline::Point due, AddressFilter refuses, NameService names) {
    auto socket = co_await connect_tcp(origin, due, std::move(refuses), std::move(names));
    if (!socket) co_return std::unexpected(std::move(socket.error()));
    Transport transport(std::move(*socket));
    if (!origin.tls) co_return transport;
    Deadline deadline(co_await asio::this_coro::executor, [&] { transport.cancel(); });
    deadline.set(due);
    const auto error = co_await transport.connect_tls(std::move(tls), origin.host);
    if (!error && !deadline.expired()) co_return transport;
    const std::string problem = deadline.expired() ? std::string() : transport.certificate_problem();
    co_return std::unexpected(fmt::format("TLS with {}:{}: {}{}", origin.host, origin.port, deadline.expired() ? "timed out" : error.message(),
                                          problem.empty() ? "" : " (" + problem + ")"));
}

}  // namespace tocsin::net
