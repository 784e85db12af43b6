// The client against our server and against peers that misbehave: what is certain to be not sent, and what is not.
#include <catch2/catch.hpp>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <optional>

#include "bot/net/client.hpp"
#include "bot/net/url.hpp"
#include "tests/unit/net/tls_client.hpp"

namespace tocsin::net::test {
namespace {

namespace asio = boost::asio;
using Answer = std::expected<Response, TransportError>;

/// A client and the thread of control it needs: each `ask` runs its io_context until the answer is there.
struct Asker {
    asio::io_context context{1};
    Client client;

    explicit Asker(ClientOptions options = {}) : client(context.get_executor(), std::move(options)) {}
    Answer ask(OutRequest request) {
        std::optional<Answer> answer;
        asio::co_spawn(context, client.send(std::move(request)), [&](const std::exception_ptr& failure, Answer got) {
            if (failure) std::rethrow_exception(failure);
            answer = std::move(got);
        });
        context.restart();
        while (!answer && context.run_one() > 0) {
        }
        return std::move(*answer);
    }
};

OutRequest out(std::string url, std::string method = "GET", std::string body = {}) {
    OutRequest request;
    request.url = std::move(url);
    request.method = std::move(method);
    request.body = std::move(body);
    request.timeout = milliseconds{3000};
    return request;
}
std::string https(const TestServer& server, const std::string& target) {
    return fmt::format("https://127.0.0.1:{}{}", server.port(), target);
}
std::string http(std::uint16_t port, const std::string& target = "/") { return fmt::format("http://127.0.0.1:{}{}", port, target); }

/// Does with each connection, in turn, what its script says; sockets are closed after their script.
class ScriptedPeer {
public:
    using Script = std::function<void(int socket)>;
    explicit ScriptedPeer(std::vector<Script> scripts) : listener_(RawClient::make_socket()) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0)
            throw std::runtime_error("cannot listen");
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this, todo = std::move(scripts)] {
            for (const Script& script : todo) {
                const int socket = ::accept(listener_, nullptr, nullptr);
                if (socket < 0) return;
                script(socket);
                ::close(socket);
            }
        });
    }
    ~ScriptedPeer() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    std::uint16_t port() const { return port_; }

private:
    int listener_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

void read_request(int socket) {
    std::string got;
    char piece[4096];
    while (got.find("\r\n\r\n") == std::string::npos) {
        const auto count = ::recv(socket, piece, sizeof piece, 0);
        if (count <= 0) return;
        got.append(piece, static_cast<std::size_t>(count));
    }
}
void reset_on_close(int socket) {
    const linger at_once{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}
/// Until the client has gone.
void hang(int socket) {
    char byte = 0;
    while (::recv(socket, &byte, 1, 0) > 0) {
    }
}
ScriptedPeer::Script answer(std::string text) {
    return [text = std::move(text)](int socket) {
        read_request(socket);
        ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    };
}

}  // namespace

TEST_CASE("a trusted server answers and its connection is used again") {
    const CertificateFiles certificate;
    TestServer server({}, certificate.files());
    Asker asker({.extra_ca_file = certificate.certificate_file()});
    for (int i = 0; i < 3; ++i) {
        const Answer got = asker.ask(out(https(server, "/hook"), "POST", std::string(50'000, 'x')));
        REQUIRE(got);
        CHECK(got->status == 200);
        CHECK(got->body == "50000");
        CHECK(got->headers.get("content-type") == "text/plain; charset=utf-8");
    }
    CHECK(asker.ask(out(fmt::format("https://localhost:{}/hello", server.port())))->body == "hello ");
    CHECK(server.observer().opened == 2);
}

TEST_CASE("a certificate that nobody vouches for is refused before anything is sent") {
    const CertificateFiles certificate;
    TestServer server({}, certificate.files());
    Asker asker;
    const Answer got = asker.ask(out(https(server, "/hello")));
    REQUIRE_FALSE(got);
    CHECK(got.error().ambiguity == Ambiguity::not_sent);
    CHECK(got.error().message.find("self-signed certificate") != std::string::npos);
    CHECK(server.calls() == 0);
}

TEST_CASE("a certificate made out to another host is refused") {
    const CertificateFiles certificate({"other.example", "127.0.0.2"});
    TestServer server({}, certificate.files());
    Asker asker({.extra_ca_file = certificate.certificate_file()});
    const Answer address = asker.ask(out(https(server, "/hello")));
    REQUIRE_FALSE(address);
    CHECK(address.error().message.find("IP address mismatch") != std::string::npos);
    const Answer name = asker.ask(out(fmt::format("https://localhost:{}/hello", server.port())));
    REQUIRE_FALSE(name);
    CHECK(name.error().message.find("ostname mismatch") != std::string::npos);
    CHECK(server.calls() == 0);
}

TEST_CASE("an answer of any status is an answer, and redirects are not followed") {
    TestServer server;
    Asker asker;
    CHECK(asker.ask(out(http(server.port(), "/nowhere")))->status == 404);
    ScriptedPeer peer({answer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")});
    const Answer got = asker.ask(out(http(peer.port())));
    CHECK(got->status == 302);
    CHECK(got->headers.get("Location") == "http://127.0.0.1:1/");
}

TEST_CASE("answers without a length, with chunks, after 100 and to HEAD are read") {
    Asker asker;
    // The peer ends each connection after its answer: said beforehand, or the next request could meet the end on its way.
    ScriptedPeer peer({answer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end"),
                       answer("HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
                       answer("HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"),
                       answer("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 500\r\n\r\n"), answer("HTTP/1.1 204 No Content\r\n\r\n")});
    CHECK(asker.ask(out(http(peer.port())))->body == "to the end");
    CHECK(asker.ask(out(http(peer.port())))->body == "abcde");
    CHECK(asker.ask(out(http(peer.port())))->body == "ok");
    CHECK(asker.ask(out(http(peer.port()), "HEAD"))->headers.get("Content-Length") == "500");
    CHECK(asker.ask(out(http(peer.port())))->status == 204);
}

TEST_CASE("what could not be sent is not ambiguous") {
    Asker asker;
    const std::uint16_t closed_port = [] { return TestServer().port(); }();
    const Answer refused = asker.ask(out(http(closed_port)));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().ambiguity == Ambiguity::not_sent);
    CHECK(refused.error().message == fmt::format("connect to 127.0.0.1:{}: Connection refused", closed_port));
    OutRequest split = out(http(closed_port));
    split.headers.add("X-A", "b\r\nX-Evil: c");
    CHECK(asker.ask(split).error().message == "a header holds a line end");
}

TEST_CASE("a handshake that hangs ends at the time-out with nothing sent") {
    ScriptedPeer peer({hang});
    Asker asker;
    OutRequest request = out(fmt::format("https://127.0.0.1:{}/", peer.port()));
    request.timeout = milliseconds{100};
    const Answer got = asker.ask(request);
    REQUIRE_FALSE(got);
    CHECK(got.error().ambiguity == Ambiguity::not_sent);
    CHECK(got.error().message.find("timed out") != std::string::npos);
}

TEST_CASE("after the request has left, every failure is ambiguous") {
    const auto reset_after_request = [](int socket) {
        read_request(socket);
        reset_on_close(socket);
    };
    const auto never_answers = [](int socket) {
        read_request(socket);
        hang(socket);
    };
    struct Row {
        ScriptedPeer::Script script;
        const char* says;
    };
    const Row row = GENERATE_COPY(Row{reset_after_request, "Connection reset"}, Row{read_request, "End of file"},
                                  Row{never_answers, "timed out"},
                                  Row{answer("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), "partial message"},
                                  Row{answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), "partial message"},
                                  Row{answer("220 smtp.example\r\n\r\n"), "bad version"},
                                  Row{answer("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n"), "body limit"});
    ScriptedPeer peer({row.script});
    Asker asker({.extra_ca_file = {}, .body_limit = 100});
    OutRequest request = out(http(peer.port()), "POST", "x");
    request.timeout = milliseconds{300};
    const Answer got = asker.ask(request);
    REQUIRE_FALSE(got);
    INFO(got.error().message);
    CHECK(got.error().ambiguity == Ambiguity::maybe_sent);
    CHECK(got.error().message.find(row.says) != std::string::npos);
}

TEST_CASE("a request that was cut off while it was being sent is ambiguous") {
    ScriptedPeer peer({[](int socket) {
        read_request(socket);
        reset_on_close(socket);
    }});
    Asker asker;
    const Answer got = asker.ask(out(http(peer.port()), "POST", std::string(32 << 20, 'x')));
    REQUIRE_FALSE(got);
    INFO(got.error().message);
    CHECK(got.error().message.find(": send: ") != std::string::npos);
    CHECK(got.error().ambiguity == Ambiguity::maybe_sent);
}

TEST_CASE("a kept connection that the server has closed meanwhile is not used again") {
    Limits limits;
    limits.idle = milliseconds{50};
    const CertificateFiles certificate;
    TestServer server(limits, certificate.files());
    Asker asker({.extra_ca_file = certificate.certificate_file()});
    REQUIRE(asker.ask(out(https(server, "/hello"))));
    // The server has given up: it has sent close_notify and waits for the client's.
    REQUIRE(eventually([&] { return server.connections() == 0; }));
    const Answer got = asker.ask(out(https(server, "/hook"), "POST", "x"));
    REQUIRE(got);
    CHECK(got->body == "1");
    CHECK(server.observer().opened == 2);
}

TEST_CASE("a kept connection that dies under a request is ambiguous and not tried again by itself") {
    const auto answer_once_then_reset = [](int socket) {
        answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")(socket);
        read_request(socket);
        reset_on_close(socket);
    };
    ScriptedPeer peer({answer_once_then_reset});
    Asker asker;
    REQUIRE(asker.ask(out(http(peer.port()))));
    const Answer got = asker.ask(out(http(peer.port()), "POST", "x"));
    REQUIRE_FALSE(got);
    CHECK(got.error().ambiguity == Ambiguity::maybe_sent);
}

TEST_CASE("closing drops the kept connections and sends nothing more") {
    TestServer server;
    Asker asker;
    REQUIRE(asker.ask(out(http(server.port(), "/hello"))));
    CHECK(server.connections() == 1);
    asker.client.close();
    CHECK(eventually([&] { return server.connections() == 0; }));
    const Answer got = asker.ask(out(http(server.port(), "/hello")));
    REQUIRE_FALSE(got);
    CHECK(got.error().ambiguity == Ambiguity::not_sent);
}

TEST_CASE("a URL is taken apart, and what is unsafe is refused") {
    const auto url = parse_url("https://[::1]:8443/a?b#c");
    REQUIRE(url);
    CHECK(url->origin == Origin{true, "::1", "8443"});
    CHECK(url->authority == "[::1]:8443");
    CHECK(url->target == "/a?b");
    CHECK(parse_url("https://slack.com")->target == "/");
    CHECK(parse_url("https://slack.com?a")->target == "/?a");
    CHECK(parse_url("http://localhost:1/")->origin == Origin{false, "localhost", "1"});
    for (const char* bad : {"", "slack.com", "ftp://a/", "http://slack.com/", "http://10.0.0.1/", "https://u@a/", "https:///a",
                            "https://a:0/", "https://a:99999/", "https://a b/", "https://a/\r\nX: y", "https://[::1/", "https://a:/"})
        CHECK_FALSE(parse_url(bad));
}

}  // namespace tocsin::net::test
