#include "bot/ops/await_store.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <memory>

namespace tocsin::ops {
namespace {

namespace asio = boost::asio;

/// Shared between the job's completion and the timer: whichever comes first answers.
template <class Handler>
struct Race {
    explicit Race(Handler h) : handler(std::move(h)) {}
    std::optional<Handler> handler;
    std::unique_ptr<store::Ticket> ticket;
    Scheduler::Ticket timer = 0;

    void answer(SubmitOutcome outcome) {
        Handler taken = std::move(*handler);
        handler.reset();
        std::move(taken)(std::move(outcome));
    }
};

}  // namespace

// std::function wants what can be copied and a coroutine's handler cannot be: hence the shared_ptr around it.

asio::awaitable<Result<store::Committed>> submit(store::Store& store, store::Job job) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<store::Committed>)>(
        [&store, &job](auto handler) {
            auto held = std::make_shared<decltype(handler)>(std::move(handler));
            store.submit(std::move(job), [held](Result<store::Committed> result) { std::move (*held)(std::move(result)); });
        },
        asio::use_awaitable);
}

asio::awaitable<SubmitOutcome> submit_within(store::Store& store, Scheduler& scheduler, store::Job job, Duration limit,
                                             store::Done late) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(SubmitOutcome)>(
        [&](auto handler) {
            auto race = std::make_shared<Race<decltype(handler)>>(std::move(handler));
            race->timer = scheduler.call_at(scheduler.now() + limit, [race] {
                if (!race->handler) return;
                if (race->ticket && race->ticket->withdraw()) race->answer(Withdrawn{});
                else race->answer(StillRunning{});
            });
            race->ticket = store.submit(std::move(job), [race, &scheduler, late](Result<store::Committed> result) {
                scheduler.cancel(race->timer);
                if (race->handler) race->answer(InTime{std::move(result)});
                else if (late) late(std::move(result));
            });
        },
        asio::use_awaitable);
}

asio::awaitable<Result<void>> read(store::Store& store, std::function<void(const store::Snapshot&)> work) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(
        [&store, &work](auto handler) {
            auto held = std::make_shared<decltype(handler)>(std::move(handler));
            store.read(std::move(work), [held](Result<void> result) { std::move (*held)(std::move(result)); });
        },
        asio::use_awaitable);
}

}  // namespace tocsin::ops
