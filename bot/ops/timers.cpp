#include "bot/ops/timers.hpp"

#include <memory>

#include "bot/base/log.hpp"
#include "bot/store/unit_of_work.hpp"
#include "handlers/timer_fired.hpp"

namespace tocsin::ops {
namespace {

constexpr int kPerLook = 128;
/// After what failed: soon enough for a page's watch, seldom enough for a disk that stays full.
constexpr Duration kAfterFailure = std::chrono::seconds{5};

}  // namespace

void Timers::start() {
    store::Job job;
    job.now = scheduler_.now();
    job.handle = [settings = &settings_](store::UnitOfWork& work) {
        handlers::set_system_timers(work, *settings);
        return Reply{};
    };
    store_.submit(std::move(job), [this](const Result<store::Committed>&) { wake(); });
}

void Timers::wake() {
    if (looking_) again_ = true;
    else look();
}

void Timers::look() {
    looking_ = true;
    auto due = std::make_shared<std::vector<TimerRow>>();
    auto next = std::make_shared<std::optional<Time>>();
    const Time now = scheduler_.now();
    store_.read(
        [due, next, now](const store::Snapshot& view) {
            *due = view.tables().timers.due(now, kPerLook);
            *next = view.tables().timers.next_due(now);
        },
        [this, due, next, now](const Result<void>& read) {
            looking_ = false;
            if (!read) log::error("timers_unreadable", {{"why", read.error().message}});
            for (const auto& timer : *due) fire(timer);
            scheduler_.cancel(alarm_);
            // Firing wakes us again when its job is done; a timer of the future needs an alarm, and so does one that
            // could not be seen.
            if (!read) wake_at(now + kAfterFailure);
            else if (due->empty() && *next) wake_at(**next);
            if (std::exchange(again_, false)) wake();
        });
}

void Timers::fire(const TimerRow& timer) {
    metrics_.timer_fired(scheduler_.now() - timer.due);
    store::Job job;
    job.now = scheduler_.now();
    const bool is_of_page = timer.kind == TimerKind::page_watch || timer.kind == TimerKind::page_tick;
    job.priority = is_of_page ? store::Priority::page : store::Priority::machine;
    job.handle = [timer, settings = &settings_](store::UnitOfWork& work) {
        handlers::Context context(work, *settings, {system_actor(), Source("timer")});
        return handlers::timer_fired(context, timer);
    };
    ++under_way_;
    store_.submit(std::move(job), [this](const Result<store::Committed>& done) {
        --under_way_;
        if (!done) log::warning("timer_not_fired", {{"why", done.error().message}});
        // After a failure the row is still there: looked at again, but not at once.
        if (done) wake();
        else wake_at(scheduler_.now() + kAfterFailure);
    });
}

void Timers::wake_at(Time when) {
    scheduler_.cancel(alarm_);
    alarm_ = scheduler_.call_at(when, [this] { wake(); });
}

}  // namespace tocsin::ops
