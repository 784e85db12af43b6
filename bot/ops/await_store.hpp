// The store as a coroutine sees it: submit a job or a read and await its end on the I/O thread. Free functions; the store
// and the scheduler must outlive what is awaited.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>

#include "bot/base/scheduler.hpp"
#include "bot/store/store.hpp"
#include "bot/store/unit_of_work.hpp"

namespace tocsin::ops {

/// Until the commit, however long it takes.
boost::asio::awaitable<Result<store::Committed>> submit(store::Store& store, store::Job job);

/// What became of a job for which somebody waits only so long.
struct InTime {
    Result<store::Committed> result;
};
struct Withdrawn {};  ///< it had not started and never will
struct StillRunning {};  ///< it has started: `late` will be told
using SubmitOutcome = std::variant<InTime, Withdrawn, StillRunning>;

/// Waits at most `limit`. `late` is called on the I/O thread with the result of a job that was still running then.
boost::asio::awaitable<SubmitOutcome> submit_within(store::Store& store, Scheduler& scheduler, store::Job job, Duration limit,
                                                    store::Done late);

/// Runs `work` on a reader thread over a consistent view.
boost::asio::awaitable<Result<void>> read(store::Store& store, std::function<void(const store::Snapshot&)> work);

}  // namespace tocsin::ops
