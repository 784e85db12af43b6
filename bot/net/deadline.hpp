// One time-out that is moved forward again and again: a request costs no timer operation, because the timer is armed
// only when it must ring earlier than it already will. Owned by one connection; I/O thread; ends with its owner.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace tocsin::net {

class Deadline {
public:
    using Point = std::chrono::steady_clock::time_point;

    /// `on_expiry` is called once each time a set point passes.
    Deadline(const boost::asio::any_io_executor& executor, std::function<void()> on_expiry);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    void set(Point due);
    void in(std::chrono::steady_clock::duration span) { set(std::chrono::steady_clock::now() + span); }
    void clear();
    /// Whether the point set last has passed.
    bool expired() const;

private:
    struct State;
    static void arm(const std::shared_ptr<State>& state);

    // Shared with the wait that is under way: it may fire after the owner has gone, and then finds nothing.
    std::shared_ptr<State> state_;
};

}  // namespace tocsin::net
