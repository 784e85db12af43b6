// Slack's side of Socket Mode is strict: tickets, acknowledgements, the number of connections.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "bot/base/scheduler.hpp"
#include "bot/sandbox/socket_mode.hpp"

using namespace tocsin;
using nlohmann::json;

namespace {

struct Slack {
    ManualScheduler clock{time_from_unix_seconds(1'794'000'600)};
    sandbox::SocketMode sockets{clock};
    int woken = 0;

    int connect() {
        const auto id = sockets.connect(sockets.mint_url(), [this] { ++woken; });
        REQUIRE(id);
        return *id;
    }
    json next(int connection) {
        const auto frame = sockets.next_frame(connection);
        REQUIRE(frame);
        return json::parse(*frame);
    }
    net::Request command(const std::string& text) {
        net::Request request;
        request.headers.add("Content-Type", "application/x-www-form-urlencoded");
        request.body = "command=%2Fincident&trigger_id=1&text=" + net::percent_encode(text);
        return request;
    }
};

}  // namespace

TEST_CASE("a ticket is good for one connection, for 30 seconds") {
    Slack s;
    const auto url = s.sockets.mint_url();
    CHECK(s.sockets.connect(url, {}));
    CHECK_FALSE(s.sockets.connect(url, {}));
    const auto late = s.sockets.mint_url();
    s.clock.step_until(s.clock.now() + std::chrono::seconds{31});
    CHECK_FALSE(s.sockets.connect(late, {}));
    CHECK_FALSE(s.sockets.connect("wss://evil.example/?ticket=1", {}));
    CHECK(s.sockets.violations().size() == 3);
}

TEST_CASE("ten connections are greeted, the eleventh is sent away") {
    Slack s;
    for (int i = 1; i <= 10; ++i) CHECK(s.next(s.connect())["num_connections"] == i);
    const auto frame = s.next(s.connect());
    CHECK(frame["type"] == "disconnect");
    CHECK(frame["reason"] == "too_many_websockets");
}

TEST_CASE("an envelope is sent again, under another id, until it is acknowledged") {
    Slack s;
    const int first = s.connect();
    s.next(first);
    const auto sent = s.sockets.deliver(s.command("a b"));
    const auto envelope = s.next(first);
    CHECK(envelope["type"] == "slash_commands");
    CHECK(envelope["payload"]["text"] == "a b");
    s.sockets.redeliver_unacknowledged();
    CHECK_FALSE(s.sockets.next_frame(first));
    s.clock.step_until(s.clock.now() + std::chrono::seconds{3});
    s.sockets.redeliver_unacknowledged();
    const auto again = s.next(first);
    CHECK(again["envelope_id"] != envelope["envelope_id"]);
    s.sockets.close(first);
    const int second = s.connect();
    s.next(second);
    const auto third = s.next(second);
    CHECK(third["payload"] == envelope["payload"]);
    CHECK(s.sockets.receive(second, json{{"envelope_id", third["envelope_id"]}, {"payload", {{"text", "hi"}}}}.dump()));
    CHECK(*s.sockets.envelope(sent).answer == R"({"text":"hi"})");
    CHECK(s.sockets.envelope(sent).sendings == 3);
    CHECK(s.sockets.violations().empty());
}

TEST_CASE("what acknowledges nothing, or answers what takes no answer, is objected to") {
    Slack s;
    const int connection = s.connect();
    s.next(connection);
    net::Request event;
    event.headers.add("Content-Type", "application/json");
    event.body = R"({"type":"event_callback"})";
    s.sockets.deliver(event);
    const auto id = s.next(connection)["envelope_id"];
    CHECK(s.sockets.receive(connection, "{}"));
    CHECK(s.sockets.receive(connection, R"({"envelope_id":"unknown"})"));
    CHECK(s.sockets.receive(connection, json{{"envelope_id", id}, {"payload", json::object()}}.dump()));
    CHECK(s.sockets.violations().size() == 3);
    s.sockets.close(connection);
    CHECK_FALSE(s.sockets.receive(connection, json{{"envelope_id", id}}.dump()));
}
