// The one or two listening servers of an App: everything on one, or webhooks apart from API and probes when
// `server.admin_listen` is set. Owned by whoever runs the I/O thread; ends by `stop`.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

#include "bot/app.hpp"
#include "bot/net/server.hpp"

namespace tocsin {

class Listeners {
public:
    Listeners(App& app, boost::asio::any_io_executor executor, const Clock& clock) : app_(app), executor_(executor), clock_(clock) {}

    /// Adds a server over `router`; not yet listening.
    void add(const Endpoint& at, net::Router router, std::optional<net::TlsIdentity> tls);
    /// Errors: the first that cannot listen or whose certificate cannot be read.
    Result<void> start();
    void reload_certificates();
    /// Stops accepting, waits at most `deadline` for what is in flight.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds deadline);
    /// Of the first listener.
    std::uint16_t port() const { return servers_.front()->port(); }

private:
    App& app_;
    boost::asio::any_io_executor executor_;
    const Clock& clock_;
    std::vector<std::unique_ptr<net::Server>> servers_;
};

}  // namespace tocsin
