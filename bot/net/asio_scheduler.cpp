#include "bot/net/asio_scheduler.hpp"

#include <algorithm>

namespace tocsin::net {

// A wait on wall time does not notice that the clock was set; looking again this often does.
constexpr std::chrono::minutes kLongestSleep{1};

AsioScheduler::AsioScheduler(const boost::asio::any_io_executor& executor) : timer_(executor) {}

Time AsioScheduler::now() const { return SystemClock{}.now(); }

Scheduler::Ticket AsioScheduler::call_at(Time when, Callback callback) {
    const Ticket ticket = ++last_;
    times_.emplace(ticket, when);
    const auto place = waiting_.emplace(Key{when, ticket}, std::move(callback)).first;
    if (place == waiting_.begin()) arm();
    return ticket;
}

void AsioScheduler::cancel(Ticket ticket) {
    const auto found = times_.find(ticket);
    if (found == times_.end()) return;
    waiting_.erase({found->second, ticket});
    times_.erase(found);
}

void AsioScheduler::arm() {
    timer_.expires_at(std::min<Time>(waiting_.begin()->first.first, now() + kLongestSleep));
    timer_.async_wait([this, alive = std::weak_ptr(alive_)](boost::system::error_code error) {
        if (!error && !alive.expired()) run_due();
    });
}

void AsioScheduler::run_due() {
    const std::weak_ptr<bool> alive = alive_;
    // Only what is due now: a callback that asks for another at once must not keep the thread.
    const Time until = now();
    while (!waiting_.empty() && waiting_.begin()->first.first <= until) {
        auto node = waiting_.extract(waiting_.begin());
        times_.erase(node.key().second);
        node.mapped()();
        if (alive.expired()) return;
    }
    if (!waiting_.empty()) arm();
}

}  // namespace tocsin::net
