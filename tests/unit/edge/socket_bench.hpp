// Socket Mode over a bench: connections whose other side is the test. Made by a test case; the test's own thread.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "bot/edge/socket_mode.hpp"
#include "tests/unit/edge/edge_bench.hpp"

namespace tocsin::testing {

/// One connection, as both sides see it.
struct Wire {
    explicit Wire(boost::asio::io_context& io) : news(io, boost::asio::steady_timer::time_point::max()) {}

    std::deque<std::string> incoming;
    std::vector<std::string> outgoing;
    bool closed = false;
    boost::asio::steady_timer news;

    void say(std::string frame) {
        incoming.push_back(std::move(frame));
        news.cancel();
    }
    void cut() {
        closed = true;
        news.cancel();
    }
};

class WiredSocket final : public net::Websocket {
public:
    explicit WiredSocket(std::shared_ptr<Wire> wire) : wire_(std::move(wire)) {}

    boost::asio::awaitable<std::expected<std::string, std::string>> read() override {
        while (true) {
            if (wire_->closed) co_return std::unexpected("cut");
            if (!wire_->incoming.empty()) break;
            co_await wire_->news.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        }
        std::string next = std::move(wire_->incoming.front());
        wire_->incoming.pop_front();
        co_return next;
    }
    boost::asio::awaitable<std::expected<void, std::string>> write(std::string message) override {
        if (wire_->closed) co_return std::unexpected("cut");
        wire_->outgoing.push_back(std::move(message));
        co_return std::expected<void, std::string>();
    }
    void close() override { wire_->cut(); }

private:
    std::shared_ptr<Wire> wire_;
};

class WiredSockets final : public net::WebsocketConnector {
public:
    explicit WiredSockets(boost::asio::io_context& io) : io_(io) {}

    boost::asio::awaitable<std::expected<std::unique_ptr<net::Websocket>, std::string>> open(std::string url, Duration) override {
        urls.push_back(std::move(url));
        if (refuses) co_return std::unexpected("connect to wss.slack.com:443: Connection refused");
        wires.push_back(std::make_shared<Wire>(io_));
        if (greets) wires.back()->say(R"({"type":"hello","num_connections":1})");
        co_return std::make_unique<WiredSocket>(wires.back());
    }

    std::vector<std::string> urls;
    std::vector<std::shared_ptr<Wire>> wires;
    bool refuses = false, greets = true;

private:
    boost::asio::io_context& io_;
};

struct SocketBench : EdgeBench {
    SocketBench() : endpoint(parts(), {}, "", nullptr), mode({parts(), endpoint, client, sockets, random, bench.io.get_executor()}) {}

    void start(int answers = 20) {
        for (int i = 0; i < answers; ++i) http.answer("apps.connections.open", 200, R"({"ok":true,"url":"wss://wss.slack.com/link/?ticket=1"})");
        mode.start();
        bench.pump();
    }
    /// `/incident text`, each time with another trigger.
    std::string command(const std::string& id, const std::string& text, int trigger = 0) {
        const nlohmann::json payload{{"team_id", "T1"}, {"channel_id", "C1"}, {"user_id", "U1"}, {"command", "/incident"},
                                     {"text", text}, {"response_url", kResponseUrl}, {"trigger_id", std::to_string(trigger != 0 ? trigger : ++triggers)}};
        return nlohmann::json{{"envelope_id", id}, {"type", "slash_commands"}, {"accepts_response_payload", true}, {"payload", payload}}.dump();
    }
    std::string goodbye(const std::string& reason) { return nlohmann::json{{"type", "disconnect"}, {"reason", reason}}.dump(); }
    Wire& wire(std::size_t at) { return *sockets.wires.at(at); }
    /// The ids that were acknowledged over a connection, in order.
    std::vector<std::string> acknowledged(std::size_t at) {
        std::vector<std::string> out;
        for (const auto& frame : wire(at).outgoing) out.push_back(nlohmann::json::parse(frame).at("envelope_id"));
        return out;
    }
    bool is_open() const {
        const auto view = bench.settings.slack_link->view();
        return view && view->is_open;
    }
    std::string trouble() const { return bench.settings.slack_link->view()->why; }

    slack::Client client{http, bench.clock, "https://slack.com/api/", "xapp-1"};
    WiredSockets sockets{bench.io};
    SeededRandom random{7};
    edge::SlackEndpoint endpoint;
    edge::SocketMode mode;
    int triggers = 1000;
};

}  // namespace tocsin::testing
