// The real Scheduler: wall-clock times over one timer of the I/O thread. Owned by App; whatever a
// callback refers to must outlive it. Destroying it forgets every callback.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/system_timer.hpp>
#include <map>
#include <memory>
#include <utility>

#include "bot/base/scheduler.hpp"

namespace tocsin::net {

class AsioScheduler final : public Scheduler {
public:
    explicit AsioScheduler(const boost::asio::any_io_executor& executor);

    Time now() const override;
    Ticket call_at(Time when, Callback callback) override;
    void cancel(Ticket ticket) override;

private:
    void arm();
    void run_due();

    using Key = std::pair<Time, Ticket>;
    boost::asio::system_timer timer_;
    std::map<Key, Callback> waiting_;
    std::map<Ticket, Time> times_;
    Ticket last_ = 0;
    /// Lets a wait that had already fired when the scheduler was destroyed see that it is gone.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace tocsin::net
