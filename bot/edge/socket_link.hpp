// One open websocket to Slack, and what goes out over it: acknowledgements, one after the other. Shared by the coroutines that read from it
// and write to it; I/O thread; ends when the last of them does.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <memory>
#include <string>

#include "bot/base/scheduler.hpp"
#include "bot/net/websocket.hpp"

namespace tocsin::edge {

struct SocketLink {
    std::unique_ptr<net::Websocket> socket;
    Time opened;
    bool greeted = false;
    bool leaving = false;   ///< Slack said good-bye: the next one is made while this one is still read
    std::string why{};      ///< why it ended or is about to
    Scheduler::Ticket deadline = 0;
    std::deque<std::string> to_send{};
    bool sending = false;
};
using SharedSocketLink = std::shared_ptr<SocketLink>;

/// Returns when everything that waited has been written, or with another caller that is writing it. What cannot be written is dropped:
/// Slack sends what was not acknowledged again, over another connection.
inline boost::asio::awaitable<void> send(SharedSocketLink link, std::string text) {
    link->to_send.push_back(std::move(text));
    if (link->sending) co_return;
    link->sending = true;
    while (!link->to_send.empty()) {
        std::string next = std::move(link->to_send.front());
        link->to_send.pop_front();
        if (!co_await link->socket->write(std::move(next))) link->to_send.clear();
    }
    link->sending = false;
}

}  // namespace tocsin::edge
