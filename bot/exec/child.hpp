// One program under way: reads what it prints, waits for it, ends it with all its children when its time is over. Shared by its own waits, so
// that it lives until the program is reaped; I/O thread only. It ends at most its time limit, its grace and a moment after `begin`.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "bot/exec/executor.hpp"
#include "bot/exec/secrets.hpp"
#include "bot/exec/spawn.hpp"

namespace tocsin::exec {

struct ChildTerms {
    Duration timeout, grace;
    std::size_t keep_head, keep_tail;
};

class Child : public std::enable_shared_from_this<Child> {
public:
    Child(const boost::asio::any_io_executor& executor, ChildTerms terms, std::shared_ptr<const Secrets> secrets);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// The time limit runs from here: to be started may take long, too.
    void begin();
    /// To be called once, whatever has happened meanwhile.
    void started(std::expected<Spawned, std::string> outcome);
    /// SIGTERM, and SIGKILL after the grace; that at once if `at_once`.
    void cancel(bool at_once);

    bool is_over() const { return phase_ == Phase::over; }
    /// Never rings, is canceled when it is over.
    boost::asio::steady_timer& over() { return over_; }
    /// Once it is over.
    CommandResult result();

private:
    enum class Phase : std::uint8_t { starting, running, ending, killed, over };
    struct Stream {
        boost::asio::posix::stream_descriptor pipe;
        Capture kept;
        std::vector<char> buffer;
    };

    bool watch(Spawned& spawned);
    void read(Stream& stream);
    void await_exit();
    void on_exit();
    void on_time();
    void arm(Duration span);
    void end_because(CommandEnd end);
    void kill_all();
    void signal_group(int signal);
    void reap();
    void settle();
    void finish();
    std::string explain() const;

    ChildTerms terms_;
    std::shared_ptr<const Secrets> secrets_;
    Phase phase_ = Phase::starting;
    Stream out_, err_;
    boost::asio::posix::stream_descriptor pidfd_;
    boost::asio::steady_timer clock_, over_;
    std::chrono::steady_clock::time_point began_, ended_;
    pid_t pid_ = -1;  ///< not reaped yet, so that the number is nobody else's
    bool leader_gone_ = false, insisted_ = false, left_children_ = false;
    bool at_once_ = false;  ///< how it was canceled, for one that is still being started
    bool late_ = false;     ///< its time was over before it was known to have started
    int code_ = 0;
    CommandEnd how_ = CommandEnd::not_started;  ///< how the leader ended
    CommandEnd reason_ = CommandEnd::exited;    ///< timed_out or canceled: why we ended it
    std::string why_;
};

}  // namespace tocsin::exec
