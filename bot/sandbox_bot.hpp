// The bot of the demo, in a process of its own, so that it can be killed as by kill -9 while the world around it stands. The process, and
// what runs in it. I/O thread; whoever starts one waits until it listens.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "bot/base/error.hpp"

namespace tocsin {

class SandboxBot {
public:
    /// `folder` was prepared by prepare_sandbox; `outside`: the port at which the world listens.
    SandboxBot(std::string folder, std::uint16_t outside) : folder_(std::move(folder)), outside_(outside) {}
    /// Kills it, if it still runs.
    ~SandboxBot() { kill(); }
    SandboxBot(const SandboxBot&) = delete;
    SandboxBot& operator=(const SandboxBot&) = delete;

    /// A new process on whatever is in the folder; blocks until it listens. Errors: unavailable, it does not.
    Result<void> start();
    /// SIGKILL: nothing of it has a chance to say or write anything.
    void kill();
    /// Its address: https://localhost:PORT.
    std::string url() const { return "https://localhost:" + std::to_string(port_); }
    pid_t process() const { return process_; }

private:
    std::string folder_;
    std::uint16_t outside_;
    pid_t process_ = -1;
    int port_ = 0;
};

/// What `tocsin sandbox bot` does, which only SandboxBot calls: the App over a world in another process. Says `port=N` on standard output
/// and runs until it is killed. The exit code, if it could not start.
int run_sandbox_bot(const std::string& folder, std::uint16_t outside);

}  // namespace tocsin
