// Stands for everything outside that is called over HTTP: keeps what was sent and answers from a script. Made by a test
// case; the test's own thread.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bot/base/scheduler.hpp"
#include "bot/net/http_client.hpp"
#include "tests/support/block_kit.hpp"

namespace tocsin::testing {

class ScriptedHttp final : public net::HttpClient {
public:
    using Outcome = std::expected<net::Response, net::TransportError>;

    explicit ScriptedHttp(Scheduler& clock) : clock_(clock) {}

    /// The next request whose address holds `part` is answered so; after the last such answer comes `{"ok":true}`.
    void answer(const std::string& part, int status, std::string body, net::Headers headers = {}) {
        script_.push_back({part, Outcome(net::Response{status, std::move(headers), std::move(body)}), false});
    }
    void fail(const std::string& part, net::Ambiguity ambiguity, std::string why = "connection reset") {
        script_.push_back({part, std::unexpected(net::TransportError{ambiguity, std::move(why)}), false});
    }
    /// No answer until the caller's own limit has passed.
    void hang(const std::string& part) {
        script_.push_back({part, std::unexpected(net::TransportError{net::Ambiguity::maybe_sent, "timed out"}), true});
    }

    boost::asio::awaitable<Outcome> send(net::OutRequest request) override {
        const Duration limit = request.timeout;
        keeps_block_kit(request.body);
        sent.push_back(std::move(request));
        Line line = next_line(sent.back().url);
        if (line.hangs) co_await wait(limit);
        co_return line.outcome;
    }

    /// The requests whose address holds `part`, in order.
    std::vector<net::OutRequest> to(const std::string& part) const {
        std::vector<net::OutRequest> out;
        for (const auto& request : sent)
            if (request.url.contains(part)) out.push_back(request);
        return out;
    }
    /// What comes after the last slash of each address, in order.
    std::vector<std::string> methods() const {
        std::vector<std::string> out;
        for (const auto& request : sent) out.push_back(request.url.substr(request.url.rfind('/') + 1));
        return out;
    }
    bool all_said() const { return script_.empty(); }

    std::vector<net::OutRequest> sent;

private:
    struct Line {
        std::string part;
        Outcome outcome;
        bool hangs = false;
    };

    Line next_line(const std::string& url) {
        for (auto line = script_.begin(); line != script_.end(); ++line) {
            if (!url.contains(line->part)) continue;
            Line found = std::move(*line);
            script_.erase(line);
            return found;
        }
        return {{}, Outcome(net::Response{200, {}, R"({"ok":true})"}), false};
    }
    boost::asio::awaitable<void> wait(Duration span) {
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
            [this, span](auto handler) {
                // What the clock keeps must be copyable, and a coroutine's handler is not.
                auto held = std::make_shared<decltype(handler)>(std::move(handler));
                clock_.call_at(clock_.now() + span, [held] { std::move (*held)(); });
            },
            boost::asio::use_awaitable);
    }

    Scheduler& clock_;
    std::deque<Line> script_;
};

}  // namespace tocsin::testing
