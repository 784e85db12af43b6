#include "bot/sandbox_bot.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <cstdio>

#include "bot/base/log.hpp"
#include "bot/base/random.hpp"
#include "bot/listeners.hpp"
#include "bot/net/asio_scheduler.hpp"
#include "bot/sandbox_folder.hpp"
#include "bot/sandbox_outside.hpp"

namespace tocsin {
namespace {

namespace asio = boost::asio;

/// Becomes the bot; does not return.
[[noreturn]] void become_bot(const std::string& folder, std::uint16_t outside, int out) {
    // Whatever becomes of the demo, its bot does not stay behind.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(out, STDOUT_FILENO);
    ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
    const std::string port = std::to_string(outside);
    ::execl("/proc/self/exe", "tocsin", "sandbox", "--data", folder.c_str(), "bot", "--outside", port.c_str(), nullptr);
    ::_exit(127);
}

/// What stands behind `port=` in the first line; 0 if it ends without one.
int read_port(int in) {
    std::FILE* lines = ::fdopen(in, "r");
    int port = 0;
    const bool said = std::fscanf(lines, "port=%d", &port) == 1;
    std::fclose(lines);
    return said ? port : 0;
}

}  // namespace

Result<void> SandboxBot::start() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail(Errc::unavailable, "There are no more file descriptors.");
    std::fflush(nullptr);
    process_ = ::fork();
    if (process_ == 0) become_bot(folder_, outside_, ends[1]);
    ::close(ends[1]);
    port_ = read_port(ends[0]);
    if (process_ > 0 && port_ != 0) return {};
    kill();
    return fail(Errc::unavailable, "The bot could not be started as a process of its own.", "What it said stands above.");
}

void SandboxBot::kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
}

int run_sandbox_bot(const std::string& folder, std::uint16_t outside_port) {
    log::set_level(log::Level::warning);
    std::signal(SIGPIPE, SIG_IGN);
    asio::io_context io{1};
    SystemRandom random;
    net::AsioScheduler scheduler(io.get_executor());
    net::Client client(io.get_executor());
    RemoteOutside outside(client, fmt::format("http://127.0.0.1:{}", outside_port));
    App app(sandbox_config(SandboxOptions{0, folder}), {io.get_executor(), scheduler, outside, random, &outside, nullptr, {}, true});
    Listeners listeners(app, io.get_executor(), scheduler);
    auto started = app.start([&io](const std::string& why) {
        log::error("store_failed", {{"why", why}});
        io.stop();
    });
    if (started) {
        listeners.add(app.config().server.listen, app.public_routes(), sandbox_tls(folder));
        started = listeners.start();
    }
    if (!started) {
        fmt::print(stderr, "The bot of the demo could not start: {} {}\n", started.error().message, started.error().hint);
        return 1;
    }
    fmt::print("port={}\n", listeners.port());
    std::fflush(stdout);
    io.run();
    return 1;
}

}  // namespace tocsin
