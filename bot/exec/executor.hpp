// The port through which a command step of a runbook runs, and what comes back. Here it runs on this machine (local_executor); a runner
// outside the failing region can stand behind the same port. Values and an interface; an executor is owned by App and used on the I/O thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bot/base/time.hpp"

namespace tocsin::exec {

constexpr std::size_t kKeptHead = 192 * 1024;
constexpr std::size_t kKeptTail = 64 * 1024;

struct CommandRequest {
    std::string name;                    ///< of the allow-list `runbooks.commands`
    std::vector<std::string> arguments;  ///< without the name; each reaches the program byte for byte
    std::map<std::string, std::string> environment{};  ///< beside what the allow-list lets through; secrets may stand here and nowhere else
    std::string idempotency_key{};       ///< TOCSIN_IDEMPOTENCY_KEY; empty: none
    Duration timeout = std::chrono::minutes{5};  ///< until SIGTERM
    Duration grace = std::chrono::seconds{10};   ///< from SIGTERM to SIGKILL; also what a leader's left-over children get
    std::size_t keep_head = kKeptHead, keep_tail = kKeptTail;  ///< bytes of each stream
};

/// What a stream held, made harmless: valid UTF-8 without control sequences, secrets as `***`.
struct Output {
    std::string head;           ///< all of it, if nothing was dropped
    std::string tail;           ///< what came last; empty if nothing was dropped
    std::uint64_t dropped = 0;  ///< bytes between the two that nobody has any more

    /// Head and tail with a line between them that says how much is missing.
    std::string text() const;
};

enum class CommandEnd : std::uint8_t {
    exited,       ///< `code` is its exit code
    signaled,     ///< `code` is the signal that ended it
    timed_out,    ///< `code` as for whichever of the two came of it; 0 if it was not even known to have started
    canceled,     ///< by whoever waited; `code` likewise
    not_started,  ///< nothing ran; `why`
};

struct CommandResult {
    CommandEnd end = CommandEnd::not_started;
    int code = 0;
    std::string why{};  ///< a sentence where `end` is not `exited`
    Output out{}, err{};
    Duration took{};

    bool succeeded() const { return end == CommandEnd::exited && code == 0; }
};

class CommandExecutor {
public:
    virtual ~CommandExecutor() = default;
    /// Never fails otherwise than by its result. To cancel the awaitable ends the command with all its children: SIGTERM, grace, SIGKILL
    /// (at once for `terminal`); the result, `canceled`, comes when they are gone.
    virtual boost::asio::awaitable<CommandResult> run(CommandRequest request) = 0;
};

}  // namespace tocsin::exec
