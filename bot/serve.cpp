#include "bot/serve.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "bot/base/log.hpp"
#include "bot/listeners.hpp"
#include "bot/net/asio_scheduler.hpp"
#include "bot/net/client.hpp"
#include "handlers/version.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;

/// After SIGTERM new connections are still taken for a moment, so that whoever asks `readyz` reads that this one goes away
/// before anybody is refused. SIGINT, which a person types, waits for nobody.
constexpr std::chrono::seconds kStillAccept{2};
/// What is in flight has this long to end, requests and deliveries together.
constexpr std::chrono::seconds kFinishWithin{10};
constexpr std::chrono::seconds kWatchdogEvery{10};

/// Two writers on one SQLite file would each believe their own memory: the second one is refused. The lock goes with
/// the process, however it ends.
class SingleInstance {
public:
    explicit SingleInstance(const std::string& database) : file_(::open((database + ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {}
    ~SingleInstance() {
        if (file_ >= 0) ::close(file_);
    }
    SingleInstance(const SingleInstance&) = delete;
    SingleInstance& operator=(const SingleInstance&) = delete;
    bool held() const { return file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0; }

private:
    int file_;
};

class Service {
public:
    explicit Service(Config config)
        : scheduler_(io_.get_executor()), client_(io_.get_executor()), signals_(io_, SIGTERM, SIGINT, SIGHUP),
          app_(std::move(config), {io_.get_executor(), scheduler_, client_, random_, nullptr, nullptr, {}, true}), listeners_(app_, io_.get_executor(), scheduler_) {}

    int run() {
        const auto started = start();
        if (!started) {
            log::error("not_started", {{"why", started.error().message}, {"what_to_do", started.error().hint}});
            return 1;
        }
        io_.run();
        return exit_code_;
    }

private:
    Result<void> start() {
        if (auto app = app_.start([this](const std::string& why) { fail_for_good(why); }); !app) return app;
        const ServerConfig& server = app_.config().server;
        std::optional<net::TlsIdentity> tls;
        if (server.tls) tls = *server.tls;
        listeners_.add(server.listen, app_.public_routes(), tls);
        if (server.admin_listen) listeners_.add(*server.admin_listen, app_.admin_routes(), tls);
        if (auto listening = listeners_.start(); !listening) return listening;
        if (::getpid() == 1)
            log::warning("runs_as_first_process", {{"why", "what commands of runbooks leave behind is not reaped; start it under an init, such as tini or docker run --init"}});
        for (const auto& note : app_.config().notes) log::warning("configuration_note", {{"note", note}});
        log::info("started", {{"version", handlers::version()}, {"listen", server.listen.host + ":" + std::to_string(listeners_.port())}});
        sd_notify(0, "READY=1");
        feed_watchdog();
        await_signal();
        return {};
    }

    void feed_watchdog() {
        sd_notify(0, "WATCHDOG=1");
        watchdog_ = scheduler_.call_at(scheduler_.now() + kWatchdogEvery, [this] { feed_watchdog(); });
    }

    void await_signal() {
        signals_.async_wait([this](const boost::system::error_code& error, int signal) {
            if (error) return;
            if (signal == SIGHUP) {
                listeners_.reload_certificates();
                app_.reload_oncall();
                app_.reload_runbooks();
                return await_signal();
            }
            log::info("stopping", {{"signal", signal}});
            asio::co_spawn(io_, stop(signal), asio::detached);
        });
    }

    asio::awaitable<void> stop(int signal) {
        sd_notify(0, "STOPPING=1");
        app_.begin_shutdown();
        if (signal == SIGTERM) {
            asio::steady_timer still(io_, kStillAccept);
            co_await still.async_wait(asio::use_awaitable);
        }
        const auto due = std::chrono::steady_clock::now() + kFinishWithin;
        co_await listeners_.stop(kFinishWithin);
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(due - std::chrono::steady_clock::now());
        co_await app_.stop(std::max(left, std::chrono::milliseconds{0}));
        scheduler_.cancel(watchdog_);
        client_.close();
        log::info("stopped");
        io_.stop();
    }

    /// A failed fsync or a broken file: nothing can be promised any more, so a restart reads what is really on the disk.
    void fail_for_good(const std::string& why) {
        log::error("store_failed", {{"why", why}, {"what_happens", "the process ends for a restart"}});
        exit_code_ = 1;
        io_.stop();
    }

    asio::io_context io_{1};
    SystemRandom random_;
    net::AsioScheduler scheduler_;
    net::Client client_;
    asio::signal_set signals_;
    App app_;
    Listeners listeners_;
    Scheduler::Ticket watchdog_ = 0;
    int exit_code_ = 0;
};

}  // namespace

int serve(Config config) {
    std::signal(SIGPIPE, SIG_IGN);
    const SingleInstance instance(config.database_path);
    if (!instance.held()) {
        log::error("not_started", {{"why", "another tocsin uses " + config.database_path + ", or its folder cannot be written"}});
        return 1;
    }
    return Service(std::move(config)).run();
}

}  // namespace tocsin
