// A sender without a destination: keeps what it was given, says what it is told to, and can be held while it sends. Made
// by a test case; the test's own thread.
#pragma once

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bot/outbox/sender.hpp"

namespace tocsin::testing {

class HeldSender final : public outbox::Sender {
public:
    explicit HeldSender(boost::asio::io_context& io) : io_(io) {}

    boost::asio::awaitable<DeliveryOutcome> send(OutboxRow row, outbox::Prepared) override {
        sent.push_back(row);
        most_at_once = std::max(most_at_once, ++at_once_);
        if (holds) {
            boost::asio::steady_timer gate(io_, boost::asio::steady_timer::time_point::max());
            gates_.push_back(&gate);
            co_await gate.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
        --at_once_;
        if (throws.contains(row.lane)) throw std::runtime_error("a bug");
        co_return says ? says(row) : DeliveryOutcome(Delivered{});
    }
    Time earliest(const OutboxRow& row, const outbox::Prepared&, Time now) override { return turn(turns, row, now); }
    Time earliest_unprepared(const OutboxRow& row, Time now) override { return turn(unprepared_turns, row, now); }

    /// Lets everything end that is held now; `holds` decides about what comes.
    void release() {
        for (auto* gate : std::exchange(gates_, {})) gate->cancel();
    }
    std::vector<std::string> lanes() const {
        std::vector<std::string> out;
        for (const auto& row : sent) out.push_back(row.lane);
        return out;
    }

    bool holds = false;
    std::function<DeliveryOutcome(const OutboxRow&)> says;
    std::set<std::string> throws;
    std::map<std::string, Time> turns, unprepared_turns;  ///< by lane
    std::vector<OutboxRow> sent;
    int most_at_once = 0;

private:
    static Time turn(const std::map<std::string, Time>& table, const OutboxRow& row, Time now) {
        const auto found = table.find(row.lane);
        return found == table.end() ? now : std::max(now, found->second);
    }

    boost::asio::io_context& io_;
    std::vector<boost::asio::steady_timer*> gates_;
    int at_once_ = 0;
};

}  // namespace tocsin::testing
