// Where the commands of runbooks run in the crash stories. It outlives the program, as a real machine does: it knows what was begun there,
// whether or not anybody heard how it ended. Owned by the stage; one thread.
#pragma once

#include <string>
#include <vector>

#include "bot/base/text.hpp"
#include "bot/base/scheduler.hpp"
#include "bot/exec/executor.hpp"
#include "bot/sandbox/simulated_network.hpp"

namespace tocsin::crash {

struct Begun {
    std::string line;  ///< `kubectl drain 41`
    std::string key;   ///< TOCSIN_IDEMPOTENCY_KEY
    Time at;
};

class Machine final : public exec::CommandExecutor {
public:
    Machine(const Clock& clock, sandbox::SimulatedNetwork& time) : clock_(clock), time_(time), began_(clock.now()) {}

    /// A command takes three seconds. `look` prints a revision; `ready N` fails until N seconds after the beginning; `breaks` fails always.
    boost::asio::awaitable<exec::CommandResult> run(exec::CommandRequest request) override {
        exec::CommandResult result;
        result.end = exec::CommandEnd::exited;
        const std::string what = request.arguments.front();
        const bool is_ready = what != "ready" || clock_.now() - began_ >= std::chrono::seconds{*text::parse_int(request.arguments.back())};
        result.code = what == "breaks" || !is_ready ? 1 : 0;
        if (what == "look") result.out.head = R"({"revision": "41"})";
        begun_.push_back({request.name + " " + text::join(request.arguments, " "), request.idempotency_key, clock_.now()});
        co_await time_.pause(std::chrono::seconds{3});
        co_return result;
    }
    const std::vector<Begun>& begun() const { return begun_; }

private:
    const Clock& clock_;
    sandbox::SimulatedNetwork& time_;
    Time began_;
    std::vector<Begun> begun_;
};

}  // namespace tocsin::crash
