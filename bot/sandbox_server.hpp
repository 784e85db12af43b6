// `tocsin sandbox`: the real server, HTTPS and SQLite, against the simulated outside; a few routes of its own let a
// person act in the simulated workspace and look at it. Runs on the calling thread; ends by SIGTERM or SIGINT.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "bot/app.hpp"
#include "bot/base/random.hpp"
#include "bot/listeners.hpp"
#include "bot/net/asio_scheduler.hpp"
#include "bot/net/client.hpp"
#include "bot/sandbox/world.hpp"
#include "bot/sandbox_folder.hpp"
#include "bot/sandbox_people.hpp"

namespace tocsin {

class SandboxServer {
public:
    explicit SandboxServer(SandboxOptions options);

    Result<void> start();
    boost::asio::io_context& io() { return io_; }
    sandbox::World& world() { return world_; }
    App& app() { return app_; }
    /// The on-call file and the runbooks, as on SIGHUP.
    void reload();
    net::Client& client() { return client_; }
    std::uint16_t port() const { return listeners_.port(); }
    std::string url() const { return "https://localhost:" + std::to_string(port()); }
    const SandboxOptions& options() const { return options_; }

    boost::asio::awaitable<void> stop();

private:
    void add_console(net::Router& router);
    boost::asio::awaitable<net::Response> send(net::Request request);
    boost::asio::awaitable<net::Response> press(net::Request request);
    boost::asio::awaitable<net::Response> trigger(net::Request request);
    boost::asio::awaitable<net::Response> look(net::Request request);
    void watch_pagerduty();

    SandboxOptions options_;
    boost::asio::io_context io_{1};
    SystemRandom random_;
    net::AsioScheduler scheduler_;
    sandbox::World world_;
    net::Client client_;
    App app_;
    Listeners listeners_;
    SandboxPeople people_;
    Scheduler::Ticket webhooks_ = 0;
};

/// Runs until a signal; prints what to try. The exit code.
int run_sandbox(SandboxOptions options);

}  // namespace tocsin
