// A manual clock that can forget: after a crash nobody calls back. Owned by a Story; one thread.
#pragma once

#include <memory>

#include "bot/base/scheduler.hpp"

namespace tocsin::story {

class StoryClock final : public Scheduler {
public:
    explicit StoryClock(Time start) : inner_(std::make_unique<ManualScheduler>(start)) {}

    Time now() const override { return inner_->now(); }
    Ticket call_at(Time when, Callback callback) override { return inner_->call_at(when, std::move(callback)); }
    void cancel(Ticket ticket) override { inner_->cancel(ticket); }
    void set(Time at) { inner_->set(at); }
    bool step_until(Time limit) { return inner_->step_until(limit); }

    /// Every promised callback, and every coroutine that waits in one, is gone.
    void forget() {
        const auto old = std::exchange(inner_, std::make_unique<ManualScheduler>(now()));
    }
    /// The same from inside of a callback that never returns: what it stands in is not destroyed.
    void leave_behind() {
        const Time at = now();
        static_cast<void>(inner_.release());
        inner_ = std::make_unique<ManualScheduler>(at);
    }

private:
    std::unique_ptr<ManualScheduler> inner_;
};

}  // namespace tocsin::story
