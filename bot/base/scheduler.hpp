// The clock that can also wake somebody: real (net/asio_scheduler) or moved by hand (ManualScheduler, for tests and
// simulation). Owned by App; used on the I/O thread only.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "bot/base/time.hpp"

namespace tocsin {

class Scheduler : public Clock {
public:
    using Callback = std::function<void()>;
    using Ticket = std::uint64_t;

    /// Calls back once, at `when` or as soon after as the thread is free; never from inside this call.
    virtual Ticket call_at(Time when, Callback callback) = 0;
    /// After this the callback will not be called; harmless if it already was.
    virtual void cancel(Ticket ticket) = 0;
};

/// Time stands still until `advance`; due callbacks run in order of their time, then of their making.
class ManualScheduler final : public Scheduler {
public:
    explicit ManualScheduler(Time start) : now_(start) {}

    Time now() const override { return now_; }
    Ticket call_at(Time when, Callback callback) override {
        const Ticket ticket = ++last_;
        waiting_.emplace(std::pair{when, ticket}, std::move(callback));
        return ticket;
    }
    void cancel(Ticket ticket) override {
        std::erase_if(waiting_, [&](const auto& entry) { return entry.first.second == ticket; });
    }

    /// The clock is set, forwards or back, as an administrator does it: nobody is called by that.
    void set(Time now) { now_ = now; }

    /// Moves to the next due callback at or before `limit` and runs it; false (and now = limit) if there is none.
    bool step_until(Time limit) {
        if (waiting_.empty() || waiting_.begin()->first.first > limit) {
            now_ = std::max(now_, limit);
            return false;
        }
        auto node = waiting_.extract(waiting_.begin());
        now_ = std::max(now_, node.key().first);
        node.mapped()();
        return true;
    }

private:
    Time now_;
    Ticket last_ = 0;
    std::map<std::pair<Time, Ticket>, Callback> waiting_;
};

}  // namespace tocsin
