// tocsin itself under load: the real App with its store thread, dispatcher and TLS listener, over an outside that
// answers at once. Usage: bench_server DATABASE. Prints its port; SIGTERM ends it. What it counts stands in /metrics.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>

#include "bench/fast_outside.hpp"
#include "bench/names.hpp"
#include "bot/app.hpp"
#include "bot/listeners.hpp"
#include "bot/net/asio_scheduler.hpp"

namespace {

namespace asio = boost::asio;
using namespace tocsin;

Config bench_config(const std::string& database) {
    Config config;
    config.server.listen = {"127.0.0.1", 0};
    config.database_path = database;
    config.slack.enabled = true;
    config.slack.signing_secrets = {bench::kSecret};
    config.slack.bot_token = "xoxb-bench";
    config.settings.team = TeamId(bench::kTeam);
    config.settings.announce_channel = ChannelId("C0INCIDENTS");
    return config;
}

class BenchServer {
public:
    explicit BenchServer(const std::string& database)
        : scheduler_(io_.get_executor()), app_(bench_config(database), {io_.get_executor(), scheduler_, outside_, random_, nullptr, nullptr, {}, true}),
          listeners_(app_, io_.get_executor(), scheduler_), signals_(io_, SIGTERM, SIGINT) {}

    int run() {
        if (const auto started = start(); !started) {
            fmt::print(stderr, "bench_server: {}\n", started.error().message);
            return 1;
        }
        fmt::print("port={}\n", listeners_.port());
        std::fflush(stdout);
        io_.run();
        return 0;
    }

private:
    Result<void> start() {
        if (auto app = app_.start([this](const std::string&) { io_.stop(); }); !app) return app;
        const std::string hosts[] = {"localhost", "127.0.0.1"};
        listeners_.add(app_.config().server.listen, app_.public_routes(), net::self_signed_certificate(hosts));
        if (auto listening = listeners_.start(); !listening) return listening;
        signals_.async_wait([this](const boost::system::error_code& error, int) {
            if (!error) asio::co_spawn(io_, stop(), asio::detached);
        });
        return {};
    }

    asio::awaitable<void> stop() {
        app_.begin_shutdown();
        co_await listeners_.stop(std::chrono::seconds{2});
        co_await app_.stop();
        fmt::print("calls={} forms={}\n", outside_.calls(), outside_.forms());
        std::fflush(stdout);
        io_.stop();
    }

    asio::io_context io_{1};
    SystemRandom random_;
    bench::FastOutside outside_;
    net::AsioScheduler scheduler_;
    App app_;
    Listeners listeners_;
    asio::signal_set signals_;
};

}  // namespace

int main(int count, char** words) {
    if (count != 2) {
        fmt::print(stderr, "usage: bench_server DATABASE\n");
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    return BenchServer(words[1]).run();
}
