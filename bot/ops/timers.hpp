// Fires the timer rows (design G4): sleeps until the next one is due, then hands each to its handler as a job that takes
// the row away in the same transaction. Owned by App; I/O thread; ends by destruction.
#pragma once

#include "bot/base/scheduler.hpp"
#include "bot/core/timer.hpp"
#include "bot/ops/metrics.hpp"
#include "bot/store/store.hpp"
#include "handlers/settings.hpp"

namespace tocsin::ops {

class Timers {
public:
    Timers(store::Store& store, Scheduler& scheduler, Metrics& metrics, const handlers::Settings& settings)
        : store_(store), scheduler_(scheduler), metrics_(metrics), settings_(settings) {}
    ~Timers() { scheduler_.cancel(alarm_); }

    /// Makes sure that the system's own timers exist, then begins to look.
    void start();
    /// Timers were set or moved: looks again.
    void wake();
    bool idle() const { return under_way_ == 0 && !looking_; }

private:
    void look();
    void fire(const TimerRow& timer);
    /// In place of whatever alarm there was: several jobs may fail at once, and one look serves them all.
    void wake_at(Time when);

    store::Store& store_;
    Scheduler& scheduler_;
    Metrics& metrics_;
    const handlers::Settings& settings_;
    Scheduler::Ticket alarm_ = 0;
    int under_way_ = 0;
    bool looking_ = false, again_ = false;
};

}  // namespace tocsin::ops
