#include "bot/net/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "bot/base/log.hpp"

namespace tocsin::net {

namespace asio = boost::asio;

namespace {

void log_failure(const std::exception_ptr& failure) {
    if (!failure) return;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        log::error("task_failed", {{"error", error.what()}});
    } catch (...) {
        log::error("task_failed", {{"error", "something that is no std::exception"}});
    }
}

}  // namespace

TaskGroup::TaskGroup(const asio::any_io_executor& executor) : executor_(executor), changed_(executor) {}

void TaskGroup::spawn(asio::awaitable<void> task) {
    const auto signal = signals_.emplace(signals_.end());
    auto ended = [this, signal](const std::exception_ptr& failure) {
        log_failure(failure);
        signals_.erase(signal);
        if (signals_.empty()) changed_.cancel();
    };
    asio::co_spawn(executor_, std::move(task), asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
}

void TaskGroup::emit(asio::cancellation_type type) {
    for (auto& signal : signals_) signal.emit(type);
}

asio::awaitable<bool> TaskGroup::wait_until(std::chrono::steady_clock::time_point due) {
    while (!signals_.empty() && std::chrono::steady_clock::now() < due) {
        changed_.expires_at(due);
        co_await changed_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return signals_.empty();
}

}  // namespace tocsin::net
