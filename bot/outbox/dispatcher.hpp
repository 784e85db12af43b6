// Sends what waits in the outbox (design G3): heads of lanes that are due, pages first, each lane one at a time; writes
// each outcome back as a job of its own. Knows rows and senders, not what they mean. Owned by App; I/O thread; ends by
// `stop`, which waits for what is under way.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <set>
#include <string>

#include "bot/base/scheduler.hpp"
#include "bot/net/task_group.hpp"
#include "bot/ops/metrics.hpp"
#include "bot/outbox/sender.hpp"
#include "bot/store/store.hpp"
#include "handlers/settings.hpp"

namespace tocsin::outbox {

class Dispatcher {
public:
    struct Parts {
        boost::asio::any_io_executor executor;
        store::Store& store;
        Scheduler& scheduler;
        ops::Metrics& metrics;
        const handlers::Settings& settings;
        Sender* slack = nullptr;      ///< null: not configured; its rows wait
        Sender* pagerduty = nullptr;
        Sender* heartbeat = nullptr;
        Sender* steps = nullptr;      ///< attempts of runbook steps, which may take minutes
        Sender* notify = nullptr;     ///< pages by other means, and the refusal of those whose sender is not there
    };
    explicit Dispatcher(Parts parts);
    ~Dispatcher();

    /// Rows were written or something became possible: looks soon.
    void wake();
    /// Takes no further rows; returns when those under way have ended and been recorded. What is under way at the deadline is cut short.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds deadline);
    /// Nothing under way and nothing to look for, but for commands of runbooks, which may take long: for tests and the demo.
    bool idle() const { return under_way_ == steps_under_way_ && !looking_ && !wake_again_; }
    /// Some lanes wait for their turn (rate limits).
    bool resting() const { return !resting_.empty(); }

private:
    void look();
    void take(std::vector<OutboxRow> rows, std::optional<Time> next_due);
    /// What services asked for before this process began.
    void restore(const std::vector<store::Pause>& pauses);
    boost::asio::awaitable<void> deliver(OutboxRow row);
    /// True once an outcome is recorded; false if the row is gone or its turn has not come.
    boost::asio::awaitable<bool> attempt(OutboxRow row);
    boost::asio::awaitable<void> record(OutboxRow row, DeliveryOutcome outcome);
    Sender* sender_of(const Delivery& what) const;
    bool messages_are_full(int priority) const;
    bool steps_are_full() const;
    void wake_at(Time when);
    void rest(const std::string& lane, Time until);

    Parts parts_;
    Time started_at_;
    net::TaskGroup deliveries_;
    std::set<std::string> busy_;                ///< lanes with a row under way
    std::map<std::string, Time> resting_;       ///< lanes whose turn comes later (rate limits)
    std::set<OutboxId> unsure_;                 ///< rows whose last attempt ended unrecorded: a restart knows by itself
    int under_way_ = 0;                         ///< steps included
    int steps_under_way_ = 0;
    bool knows_pauses_ = false;                 ///< those that the store kept
    bool looking_ = false, wake_again_ = false, stopping_ = false, cut_short_ = false;
    Duration look_pause_;                       ///< between what wakes us and the look
    Scheduler::Ticket alarm_ = 0;
    Time alarm_at_ = Time::max();
    boost::asio::steady_timer* waiting_ = nullptr;  ///< of `stop`, while it waits for the last look
};

}  // namespace tocsin::outbox
