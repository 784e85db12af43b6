// Owns coroutines that run side by side: nothing is detached. Owned by a server; I/O thread only; ends when `wait_until`
// has returned true, and must not be destroyed before. Shutdown has two phases: emit `total` ("finish what you are
// doing"), wait, emit `terminal` ("stop now"), wait.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <list>

namespace tocsin::net {

class TaskGroup {
public:
    explicit TaskGroup(const boost::asio::any_io_executor& executor);

    /// Starts the task. An exception that leaves it is logged; it ends that task only.
    void spawn(boost::asio::awaitable<void> task);
    void emit(boost::asio::cancellation_type type);
    /// True when no task is left; false when `due` came first. One caller at a time.
    boost::asio::awaitable<bool> wait_until(std::chrono::steady_clock::time_point due);
    std::size_t size() const { return signals_.size(); }

private:
    boost::asio::any_io_executor executor_;
    std::list<boost::asio::cancellation_signal> signals_;
    boost::asio::steady_timer changed_;
};

}  // namespace tocsin::net
