#include "bot/listeners.hpp"

#include "bot/base/log.hpp"
#include "bot/net/task_group.hpp"

namespace tocsin {

void Listeners::add(const Endpoint& at, net::Router router, std::optional<net::TlsIdentity> tls) {
    net::ServerOptions options;
    options.address = at.host;
    options.port = at.port;
    options.tls = std::move(tls);
    servers_.push_back(std::make_unique<net::Server>(executor_, std::move(options), std::move(router), clock_, &app_.observer()));
}

Result<void> Listeners::start() {
    for (auto& server : servers_)
        if (auto started = server->start(); !started) return started;
    return {};
}

void Listeners::reload_certificates() {
    for (auto& server : servers_) {
        const auto reloaded = server->reload_certificates();
        if (reloaded) log::info("certificate_reloaded");
        else log::error("certificate_kept", {{"why", reloaded.error().message}});
    }
}

boost::asio::awaitable<void> Listeners::stop(std::chrono::milliseconds deadline) {
    net::TaskGroup stopping(executor_);
    for (auto& server : servers_) stopping.spawn(server->stop(deadline));
    co_await stopping.wait_until(std::chrono::steady_clock::time_point::max());
}

}  // namespace tocsin
