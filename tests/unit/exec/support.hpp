// Runs commands to their end in a test: an io_context of its own, an executor whose one command is the helper. Each test owns its bench.
#pragma once

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <set>

#include "bot/base/text.hpp"
#include "bot/exec/local_executor.hpp"

namespace tocsin::exec::test {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline CommandOptions helper_options() {
    CommandOptions out;
    out.commands = {{"helper", EXEC_CHILD}, {"missing", "/no/such/program"}};
    return out;
}

inline CommandRequest ask(std::vector<std::string> arguments) {
    CommandRequest out;
    out.name = "helper";
    out.arguments = std::move(arguments);
    out.timeout = seconds{60};
    return out;
}

/// A name in a folder that goes with the test.
class Scratch {
public:
    Scratch() {
        std::string name = "/tmp/tocsin-exec-XXXXXX";
        folder_ = ::mkdtemp(name.data());
    }
    ~Scratch() { std::filesystem::remove_all(folder_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    std::string file(const std::string& name) const { return folder_ + "/" + name; }

private:
    std::string folder_;
};

inline pid_t pid_in(const std::string& file) {
    pid_t out = -1;
    std::ifstream(file) >> out;
    return out;
}

/// Holds on to one process, so that its number cannot become another's; taken while it runs.
class Watched {
public:
    explicit Watched(pid_t pid) : pid_(pid), descriptor_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}
    bool ends_within(milliseconds span) const {
        if (!descriptor_) return true;
        pollfd wait{descriptor_.get(), POLLIN, 0};
        return ::poll(&wait, 1, static_cast<int>(span.count())) == 1;
    }
    bool runs() const { return !ends_within(milliseconds{0}); }
    void kill() const { ::kill(pid_, SIGKILL); }

private:
    pid_t pid_;
    Descriptor descriptor_;
};

inline boost::asio::awaitable<void> into(CommandExecutor& executor, CommandRequest request, std::optional<CommandResult>& result) {
    co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::enable_total_cancellation());
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    result = co_await executor.run(std::move(request));
}

struct Bench {
    boost::asio::cancellation_signal cancel;  // outlives the coroutines that the context holds
    boost::asio::io_context context{1};
    std::shared_ptr<const Secrets> secrets;
    std::unique_ptr<LocalExecutor> executor;
    std::optional<CommandResult> result;
    bool done = false;

    explicit Bench(CommandOptions options = helper_options(), std::map<std::string, std::string> known = {})
        : secrets(std::make_shared<Secrets>(std::move(known))),
          executor(std::make_unique<LocalExecutor>(context.get_executor(), std::move(options), secrets)) {}
    ~Bench() { executor.reset(); }

    void start(CommandRequest request) {
        result.reset();
        done = false;
        boost::asio::co_spawn(context, into(*executor, std::move(request), result),
                              boost::asio::bind_cancellation_slot(cancel.slot(), [this](const std::exception_ptr& failure) {
                                  done = true;  // later than there is a result: only now is the signal free for another
                                  if (failure) std::rethrow_exception(failure);
                              }));
    }
    bool until(const std::function<bool()>& condition, milliseconds at_most = seconds{60}) {
        const auto due = std::chrono::steady_clock::now() + at_most;
        while (!condition() && std::chrono::steady_clock::now() < due) {
            context.restart();
            context.run_one_for(milliseconds{5});
        }
        return condition();
    }
    CommandResult finish() {
        REQUIRE(until([&] { return done; }));
        return *result;
    }
    CommandResult run(CommandRequest request) {
        start(std::move(request));
        return finish();
    }
};

inline std::set<std::string> lines_of(const std::string& text) {
    std::set<std::string> out;
    for (auto line : text::split(text, '\n')) out.emplace(line);
    return out;
}

}  // namespace tocsin::exec::test
