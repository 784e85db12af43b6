// tocsin itself under load: the real App with its store thread, dispatcher and TLS listener, over an outside that
// answers at once. Usage: bench_server DATABASE [RUNBOOKS], the second a folder of runbooks, whose only command `nothing` is done as soon as
// it is asked for. Prints its port; SIGTERM ends it. What it counts stands in /metrics.
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

/// The executor port without a machine behind it: what is left is what a step costs tocsin itself.
class NothingToDo final : public exec::CommandExecutor {
public:
    asio::awaitable<exec::CommandResult> run(exec::CommandRequest) override {
        exec::CommandResult done;
        done.end = exec::CommandEnd::exited;
        co_return done;
    }
};

Config bench_config(const std::string& database, const std::string& runbooks) {
    Config config;
    config.server.listen = {"127.0.0.1", 0};
    config.database_path = database;
    config.slack.enabled = true;
    config.slack.signing_secrets = {bench::kSecret};
    config.slack.bot_token = "xoxb-bench";
    config.settings.team = TeamId(bench::kTeam);
    config.settings.announce_channel = ChannelId("C0INCIDENTS");
    if (runbooks.empty()) return config;
    config.runbooks.enabled = true;
    config.runbooks.dirs = {runbooks};
    config.runbooks.commands.commands = {{"nothing", "/bin/true"}};
    config.settings.runs_at_once = 1000;
    return config;
}

class BenchServer {
public:
    BenchServer(const std::string& database, const std::string& runbooks)
        : scheduler_(io_.get_executor()), app_(bench_config(database, runbooks), {io_.get_executor(), scheduler_, outside_, random_, nullptr, &commands_, {}, true}),
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
        co_await app_.stop(std::chrono::seconds{2});
        fmt::print("calls={} forms={}\n", outside_.calls(), outside_.forms());
        std::fflush(stdout);
        io_.stop();
    }

    asio::io_context io_{1};
    SystemRandom random_;
    bench::FastOutside outside_;
    NothingToDo commands_;
    net::AsioScheduler scheduler_;
    App app_;
    Listeners listeners_;
    asio::signal_set signals_;
};

}  // namespace

int main(int count, char** words) {
    if (count != 2 && count != 3) {
        fmt::print(stderr, "usage: bench_server DATABASE [RUNBOOKS]\n");
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    return BenchServer(words[1], count == 3 ? words[2] : "").run();
}
