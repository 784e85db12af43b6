// The bot without its sockets: owns every long-lived object, in the order in which they need each other, over an outside
// (clock, network, randomness) that is real in `serve` and simulated in tests. I/O thread; ends by `stop`.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "bot/base/random.hpp"
#include "bot/base/scheduler.hpp"
#include "bot/config.hpp"
#include "bot/exec/executor.hpp"
#include "bot/net/http_client.hpp"
#include "bot/net/mail_transport.hpp"
#include "bot/net/router.hpp"
#include "bot/net/server.hpp"
#include "bot/net/websocket.hpp"

namespace tocsin {

/// Everything that is not the bot itself. References must outlive the App.
struct Outside {
    boost::asio::any_io_executor executor;
    Scheduler& scheduler;
    net::HttpClient& http;
    Random& random;
    /// Null: e-mail goes by SMTP to where the configuration says.
    net::MailTransport* mail = nullptr;
    /// Null: commands of runbooks run on this machine, as the configuration allows.
    exec::CommandExecutor* commands = nullptr;
    /// Beside hooks.slack.com, where late answers may go: the sandbox's own; empty in production.
    std::string response_base;
    /// False: the store runs on the I/O thread, so that everything happens in one thread in a repeatable order.
    bool store_thread = true;
    /// Null: Socket Mode goes to where Slack says.
    net::WebsocketConnector* sockets = nullptr;
};

class App {
public:
    App(Config config, Outside outside);
    ~App();

    /// Opens the store, loads the directory, starts dispatcher and timers. Errors: the store cannot be opened.
    Result<void> start(std::function<void(std::string reason)> on_failure);
    /// Routes for the public listener, and for the admin one where there is such.
    net::Router public_routes();
    net::Router admin_routes();
    net::ServerObserver& observer();

    /// From now on `/readyz` says no.
    void begin_shutdown();
    /// Waits for deliveries under way, at most `deadline`, commits, closes the store.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds deadline);
    /// Nothing is under way and nothing is due: for tests and the demo.
    bool idle() const;
    /// Nothing waits for a rate limit either.
    bool settled() const;
    /// Reads the on-call file anew, all or nothing: with a mistake in it the running edition stays, and log, `health` and
    /// `/readyz?verbose` say so.
    void reload_oncall();
    /// The same with the runbooks; runs that have begun keep their text.
    void reload_runbooks();
    /// Looks for outbox rows and timers that became due while nobody looked.
    void wake();

    const Config& config() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tocsin
