#include "bot/net/server.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>

#include "bot/base/log.hpp"
#include "bot/net/connection.hpp"
#include "bot/net/task_group.hpp"

namespace tocsin::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

ServerObserver& no_observer() {
    static ServerObserver none;
    return none;
}

/// An IPv4 client of an IPv6 socket is shown by its IPv4 address.
std::string address_text(asio::ip::address address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return address.to_string();
}

}  // namespace

class Server::Impl {
public:
    Impl(asio::any_io_executor executor, ServerOptions options, Router router, const Clock& clock, ServerObserver* observer)
        : options_(std::move(options)),
          router_(std::move(router)),
          parts_{options_.limits, router_, clock, observer ? *observer : no_observer()},
          acceptor_(executor),
          pause_(executor),
          accepting_(executor),
          connections_(executor) {}

    Result<void> start();
    std::uint16_t port() const { return port_; }
    std::size_t connections() const { return connections_.size(); }
    Result<void> load_certificates();
    Result<void> reload(TlsIdentity identity);
    asio::awaitable<void> stop(std::chrono::milliseconds deadline);
    const ServerOptions& options() const { return options_; }

private:
    Result<void> listen();
    asio::awaitable<void> accept_loop();
    asio::awaitable<void> wait_for_resources(ErrorCode why);
    void admit(tcp::socket socket);
    bool is_full(const std::string& peer);
    asio::awaitable<void> serve(tcp::socket socket, std::string peer);

    ServerOptions options_;
    Router router_;
    ServerParts parts_;
    TlsContext tls_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    TaskGroup accepting_;
    TaskGroup connections_;
    std::map<std::string, std::size_t> per_address_;
    std::uint16_t port_ = 0;
    bool is_pausing_ = false;
};

Result<void> Server::Impl::start() {
    if (auto loaded = load_certificates(); !loaded) return loaded;
    if (auto listening = listen(); !listening) return listening;
    accepting_.spawn(accept_loop());
    return {};
}

Result<void> Server::Impl::load_certificates() {
    if (!options_.tls) return {};
    auto context = make_server_context(*options_.tls);
    if (!context) return std::unexpected(context.error());
    tls_ = std::move(*context);
    return {};
}

Result<void> Server::Impl::reload(TlsIdentity identity) {
    auto context = make_server_context(identity);
    if (!context) return std::unexpected(context.error());
    options_.tls = std::move(identity);
    tls_ = std::move(*context);
    return {};
}

Result<void> Server::Impl::listen() {
    const auto cannot = [&](const std::string& why) {
        return fail(Errc::unavailable, fmt::format("cannot listen on {} port {}: {}", options_.address, options_.port, why));
    };
    ErrorCode error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) return cannot("not an IP address");
    const tcp::endpoint endpoint(address, options_.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        ErrorCode ignored;
        acceptor_.close(ignored);
        return cannot(error.message());
    }
    port_ = acceptor_.local_endpoint().port();
    return {};
}

asio::awaitable<void> Server::Impl::accept_loop() {
    while (acceptor_.is_open()) {
        auto [error, socket] = co_await acceptor_.async_accept(kAwait);
        if (error == asio::error::operation_aborted) break;
        if (error) {
            co_await wait_for_resources(error);
            continue;
        }
        is_pausing_ = false;
        admit(std::move(socket));
    }
}

// Accepting fails when file descriptors or memory run out, or when a client gave up in the queue: none of it is a
// reason to stop, and the first two need time rather than a busy loop.
asio::awaitable<void> Server::Impl::wait_for_resources(ErrorCode why) {
    if (!is_pausing_) log::warning("accept_paused", {{"error", why.message()}});
    is_pausing_ = true;
    pause_.expires_after(options_.limits.accept_pause);
    co_await pause_.async_wait(kAwait);
}

void Server::Impl::admit(tcp::socket socket) {
    ErrorCode error;
    const auto remote = socket.remote_endpoint(error);
    if (error) return;
    std::string peer = address_text(remote.address());
    if (is_full(peer)) return log::debug("connection_refused", {{"peer", peer}, {"reason", "too many connections"}});
    connections_.spawn(serve(std::move(socket), std::move(peer)));
}

bool Server::Impl::is_full(const std::string& peer) {
    const auto& limits = options_.limits;
    if (connections_.size() >= limits.connections) return true;
    if (limits.connections_per_address == 0) return false;
    const auto found = per_address_.find(peer);
    return found != per_address_.end() && found->second >= limits.connections_per_address;
}

asio::awaitable<void> Server::Impl::serve(tcp::socket socket, std::string peer) {
    const auto counted = per_address_.try_emplace(peer).first;
    ++counted->second;
    std::exception_ptr failure;
    try {
        co_await serve_connection(std::move(socket), tls_, std::move(peer), parts_);
    } catch (...) {
        failure = std::current_exception();
    }
    if (--counted->second == 0) per_address_.erase(counted);
    if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> Server::Impl::stop(std::chrono::milliseconds deadline) {
    const auto never = std::chrono::steady_clock::time_point::max();
    const auto due = std::chrono::steady_clock::now() + deadline;
    ErrorCode ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    co_await accepting_.wait_until(never);
    connections_.emit(asio::cancellation_type::total);
    if (co_await connections_.wait_until(due)) co_return;
    connections_.emit(asio::cancellation_type::terminal);
    co_await connections_.wait_until(never);
}

Server::Server(asio::any_io_executor executor, ServerOptions options, Router router, const Clock& clock,
               ServerObserver* observer)
    : impl_(std::make_unique<Impl>(std::move(executor), std::move(options), std::move(router), clock, observer)) {}
Server::~Server() = default;

Result<void> Server::start() { return impl_->start(); }
std::uint16_t Server::port() const { return impl_->port(); }
std::size_t Server::connections() const { return impl_->connections(); }
Result<void> Server::reload_certificates() { return impl_->load_certificates(); }
Result<void> Server::reload_certificates(TlsIdentity identity) { return impl_->reload(std::move(identity)); }
asio::awaitable<void> Server::stop(std::chrono::milliseconds deadline) { return impl_->stop(deadline); }

}  // namespace tocsin::net
