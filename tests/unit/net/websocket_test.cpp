// The websocket client against a real TLS peer: what Slack does, and what it should not.
#include <catch2/catch.hpp>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <optional>

#include "bot/net/websocket_client.hpp"
#include "tests/unit/net/websocket_peer.hpp"

namespace tocsin::net::test {
namespace {

namespace asio = boost::asio;
using Catch::Contains;
using Line = WebsocketPeer::Line;
using Opened = std::expected<std::unique_ptr<Websocket>, std::string>;

/// A client and the thread of control it needs.
struct Caller {
    asio::io_context context{1};
    WebsocketClient client;

    explicit Caller(const CertificateFiles& certificate, WebsocketOptions options = {})
        : client(context.get_executor(), [&] {
              options.extra_ca_file = certificate.certificate_file();
              return options;
          }()) {}

    template <class T>
    T run(asio::awaitable<T> work) {
        std::optional<T> out;
        asio::co_spawn(context, std::move(work), [&](const std::exception_ptr& failure, T value) {
            if (failure) std::rethrow_exception(failure);
            out = std::move(value);
        });
        context.restart();
        while (!out && context.run_one() > 0) {
        }
        REQUIRE(out);
        return std::move(*out);
    }
    Opened open(const std::string& url, Duration timeout = milliseconds{3000}) { return run(client.open(url, timeout)); }
    std::unique_ptr<Websocket> opened(const std::string& url) {
        auto made = open(url);
        INFO((made ? std::string() : made.error()));
        REQUIRE(made);
        return std::move(*made);
    }
};

}  // namespace

TEST_CASE("a websocket over TLS: messages both ways, in order, large and small, and fragments put together") {
    const CertificateFiles certificate;
    std::promise<std::string> head, answer;
    const std::string large(200'000, 'x');
    WebsocketPeer peer(certificate, {[&](Line& line) {
        head.set_value(line.accept());
        line.send_text(R"({"type":"hello"})");
        line.send_text(large);
        line.send_frame(1, "one ", false);
        line.send_frame(0, "two ", false);
        line.send_frame(0, "three");
        const auto got = line.read_frame();
        answer.set_value(got && got->masked && got->opcode == 1 ? got->payload : "wrong");
        line.hang();
    }});
    Caller caller(certificate);
    const auto socket = caller.opened(peer.url());
    CHECK(caller.run(socket->read()) == R"({"type":"hello"})");
    CHECK(caller.run(socket->read()) == large);
    CHECK(caller.run(socket->read()) == "one two three");
    CHECK(caller.run(socket->write(R"({"envelope_id":"ü"})")).has_value());
    CHECK(answer.get_future().get() == R"({"envelope_id":"ü"})");
    const auto request = head.get_future().get();
    CHECK_THAT(request, Contains("GET /link/?ticket=1 HTTP/1.1\r\n") && Contains("Host: localhost:"));
    socket->close();
}

TEST_CASE("a ping is answered while nobody writes") {
    const CertificateFiles certificate;
    std::promise<std::string> answer;
    WebsocketPeer peer(certificate, {[&](Line& line) {
        line.accept();
        line.send_frame(9, "are you there");
        const auto pong = line.read_frame();
        answer.set_value(pong && pong->opcode == 10 ? pong->payload : "wrong");
        line.send_text("done");
        line.hang();
    }});
    Caller caller(certificate);
    const auto socket = caller.opened(peer.url());
    CHECK(caller.run(socket->read()) == "done");
    CHECK(answer.get_future().get() == "are you there");
    socket->close();
}

TEST_CASE("the end of a connection is told once and for all, with its reason") {
    const CertificateFiles certificate;
    std::string close_frame{"\x03\xE9", 2};  // 1001
    WebsocketPeer peer(certificate, {[&](Line& line) {
                                         line.accept();
                                         line.send_frame(8, close_frame + "going away");
                                         line.hang();
                                     },
                                     [](Line& line) { line.accept(); }});
    Caller caller(certificate);
    const auto polite = caller.opened(peer.url());
    const auto end = caller.run(polite->read());
    REQUIRE_FALSE(end);
    CHECK_THAT(end.error(), Contains("the other side closed (1001, going away)"));
    CHECK_FALSE(caller.run(polite->write("x")));
    const auto cut = caller.opened(peer.url());
    CHECK_FALSE(caller.run(cut->read()));
    CHECK_FALSE(caller.run(cut->read()));
}

TEST_CASE("what is no text, is too long, or is no UTF-8 ends the connection") {
    const CertificateFiles certificate;
    const auto sends = [](int opcode, std::string payload) {
        return [opcode, payload = std::move(payload)](Line& line) {
            line.accept();
            line.send_frame(opcode, payload);
            line.hang();
        };
    };
    WebsocketPeer peer(certificate, {sends(2, "binary"), sends(1, std::string(5000, 'x')), sends(1, "\xC3\x28"), sends(3, "of no meaning")});
    WebsocketOptions options;
    options.message_limit = 4096;
    Caller caller(certificate, options);
    for (int i = 0; i < 4; ++i) {
        INFO(i);
        const auto socket = caller.opened(peer.url());
        CHECK_FALSE(caller.run(socket->read()));
        CHECK_FALSE(caller.run(socket->write("still there?")));
    }
}

TEST_CASE("silence is noticed: the peer is pinged, and given up if it does not answer") {
    const CertificateFiles certificate;
    std::promise<int> first;
    WebsocketPeer peer(certificate, {[&](Line& line) {
        line.accept();
        const auto ping = line.read_frame();
        first.set_value(ping ? ping->opcode : -1);
        line.hang();
    }});
    WebsocketOptions options;
    options.silence = milliseconds{300};
    Caller caller(certificate, options);
    const auto socket = caller.opened(peer.url());
    CHECK_FALSE(caller.run(socket->read()));
    CHECK(first.get_future().get() == 9);
}

TEST_CASE("a connection that cannot be made says why") {
    const CertificateFiles certificate, another;
    WebsocketPeer peer(certificate, {[](Line& line) {
                                         line.read_head();
                                         line.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
                                     },
                                     [](Line& line) {
                                         line.read_head();
                                         line.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n");
                                     },
                                     [](Line& line) { line.hang(); }});
    Caller caller(certificate);
    CHECK_THAT(caller.open(peer.url()).error(), Contains("no websocket: HTTP 403"));
    CHECK_THAT(caller.open(peer.url()).error(), Contains("no websocket"));
    CHECK_FALSE(caller.open(peer.url(), milliseconds{200}));
    CHECK_THAT(caller.open("ws://slack.example/").error(), Contains("loopback only"));
    CHECK_THAT(caller.open("https://slack.com/").error(), Contains("wss://"));
    CHECK_THAT(caller.open("wss://localhost:1/").error(), Contains("connect to localhost:1"));
}

TEST_CASE("a certificate that nobody vouches for is refused before the ticket is shown") {
    const CertificateFiles certificate, another;
    std::atomic<bool> shown = false;
    WebsocketPeer peer(certificate, {[&](Line&) { shown = true; }});
    Caller caller(another);
    CHECK_THAT(caller.open(peer.url()).error(), Contains("TLS with localhost") && Contains("certificate"));
    CHECK_FALSE(shown);
}

TEST_CASE("closing ends a read that is under way") {
    const CertificateFiles certificate;
    WebsocketPeer peer(certificate, {[](Line& line) {
        line.accept();
        line.hang();
    }});
    Caller caller(certificate);
    const auto socket = caller.opened(peer.url());
    asio::post(caller.context, [&] { socket->close(); });
    CHECK_FALSE(caller.run(socket->read()));
}

}  // namespace tocsin::net::test
