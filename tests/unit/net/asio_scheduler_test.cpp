// The scheduler over the real clock: order, cancelling, and callbacks that schedule.
#include <catch2/catch.hpp>

#include <boost/asio/io_context.hpp>
#include <vector>

#include "bot/net/asio_scheduler.hpp"

namespace tocsin::net {

using std::chrono::milliseconds;

TEST_CASE("callbacks come in the order of their times, never early and never from inside call_at") {
    boost::asio::io_context context;
    AsioScheduler scheduler(context.get_executor());
    const Time start = scheduler.now();
    std::vector<int> order;
    bool was_early = false;
    const auto note = [&](int id, milliseconds after) {
        scheduler.call_at(start + after, [&, id, after] {
            order.push_back(id);
            was_early |= scheduler.now() < start + after;
        });
    };
    note(3, milliseconds{30});
    note(1, milliseconds{-1000});
    note(2, milliseconds{10});
    CHECK(order.empty());
    context.run();
    CHECK(order == std::vector{1, 2, 3});
    CHECK_FALSE(was_early);
}

TEST_CASE("a cancelled callback does not come, and cancelling late does no harm") {
    boost::asio::io_context context;
    AsioScheduler scheduler(context.get_executor());
    int calls = 0;
    const auto first = scheduler.call_at(scheduler.now(), [&] { ++calls; });
    const auto second = scheduler.call_at(scheduler.now() + milliseconds{5}, [&] { ++calls; });
    scheduler.cancel(second);
    context.run();
    CHECK(calls == 1);
    scheduler.cancel(first);
    scheduler.cancel(second);
}

TEST_CASE("a callback may schedule, cancel and even destroy the scheduler") {
    boost::asio::io_context context;
    auto scheduler = std::make_unique<AsioScheduler>(context.get_executor());
    int calls = 0;
    const Time now = scheduler->now();
    scheduler->call_at(now, [&] {
        scheduler->call_at(now, [&] {
            ++calls;
            scheduler.reset();
        });
    });
    scheduler->call_at(now + milliseconds{5}, [&] { ++calls; });
    context.run();
    CHECK(calls == 1);
}

}  // namespace tocsin::net
