// What well-behaved and slow clients get: routing, keep-alive, pipelining, 100-continue, time-outs, limits.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ctime>

#include "tests/unit/net/harness.hpp"

namespace tocsin::net::test {
namespace {

const std::string kChunked = "Transfer-Encoding: chunked\r\n";

std::string body_of(const Reply& reply) { return reply.bytes.substr(reply.bytes.find("\r\n\r\n") + 4); }

Reply ask(TestServer& server, const std::string& request) {
    RawClient client(server.port());
    client.send(request);
    return client.read_response();
}

Limits short_limits() {
    Limits limits;
    limits.tls_handshake = limits.head_time = limits.body_time = limits.idle = limits.write = milliseconds{150};
    limits.linger = milliseconds{100};
    return limits;
}

#ifdef NDEBUG
constexpr double kChunkCpuSeconds = 0.1;
#else
constexpr double kChunkCpuSeconds = 0.8;  // without optimisation and perhaps with sanitizers
#endif

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

TEST_CASE("a response has length, nosniff and no-store, and names no product") {
    TestServer server;
    const Reply reply = ask(server, get("/hello?name=a%20b+c"));
    CHECK(reply.status() == 200);
    CHECK(body_of(reply) == "hello a b c");
    CHECK(reply.has("\r\nContent-Length: 11\r\n"));
    CHECK(reply.has("\r\nX-Content-Type-Options: nosniff\r\n"));
    CHECK(reply.has("\r\nCache-Control: no-store\r\n"));
    CHECK_FALSE(reply.has("\r\nServer:"));
    CHECK_FALSE(reply.has("\r\nConnection:"));
}

TEST_CASE("an unknown path is 404, a known path with the wrong method 405 that says what it takes") {
    TestServer server;
    CHECK(ask(server, get("/nowhere")).status() == 404);
    CHECK(ask(server, get("/items/1")).status() == 404);
    CHECK(ask(server, get("/items//notes")).status() == 404);
    const Reply reply = ask(server, "DELETE /items/1/notes HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(reply.status() == 405);
    CHECK(reply.has("\r\nAllow: GET, HEAD, PUT\r\n"));
    CHECK(server.calls() == 0);
}

TEST_CASE("a path parameter is decoded once and a plus stays a plus") {
    TestServer server;
    CHECK(body_of(ask(server, get("/items/a%2Fb+c%2541/notes"))) == "a/b+c%41");
}

TEST_CASE("HEAD answers as GET without the body") {
    TestServer server;
    RawClient client(server.port());
    client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n" + get("/hello", "Connection: close\r\n"));
    const Reply both = client.read_to_end();
    CHECK(both.responses() == 2);
    CHECK(both.has("\r\nX-Method: HEAD\r\n"));
    CHECK(both.has("Content-Length: 6\r\n\r\nHTTP/1.1 200"));
}

TEST_CASE("a connection serves many requests and keeps pipelined bytes") {
    TestServer server;
    std::string all;
    for (int i = 0; i < 50; ++i) all += post("Content-Length: 3\r\n", "abc") + post(kChunked, "2\r\nab\r\n0\r\n\r\n");
    for (std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1000}, all.size()}) {
        RawClient client(server.port());
        for (std::size_t at = 0; at < all.size(); at += piece) client.send(std::string_view(all).substr(at, piece));
        for (int i = 0; i < 50; ++i) {
            REQUIRE(body_of(client.read_response()) == "3");
            REQUIRE(body_of(client.read_response()) == "2");
        }
    }
    CHECK(server.observer().opened == 4);
}

TEST_CASE("HTTP/1.0 is closed after one answer unless it asks to be kept") {
    TestServer server;
    const Reply once = exchange(server.port(), {"GET /hello HTTP/1.0\r\n\r\n"});
    CHECK(once.status() == 200);
    CHECK(once.closed);
    RawClient kept(server.port());
    kept.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(kept.read_response().has("\r\nConnection: keep-alive\r\n"));
    kept.send("GET /hello HTTP/1.0\r\n\r\n");
    CHECK(kept.read_response().status() == 200);
}

TEST_CASE("the last request of a connection is announced") {
    Limits limits;
    limits.requests_per_connection = 3;
    TestServer server(limits);
    const std::string many = get("/hello") + get("/hello") + get("/hello") + get("/hello");
    const Reply reply = exchange(server.port(), {many});
    CHECK(reply.responses() == 3);
    CHECK(reply.closed);
    CHECK(reply.has("\r\nConnection: close\r\n"));
}

TEST_CASE("100-continue is said once the head has passed, and not before a refusal") {
    TestServer server;
    RawClient client(server.port());
    client.send(post("Expect: 100-continue\r\nContent-Length: 3\r\n"));
    CHECK(client.read_response().bytes == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("abc");
    CHECK(body_of(client.read_response()) == "3");
    const Reply refused = exchange(server.port(), {post("Expect: 100-continue\r\nContent-Length: 262145\r\n")});
    CHECK(refused.status() == 413);
    CHECK(refused.responses() == 1);
    const Reply missing = exchange(server.port(), {post("Expect: 100-continue\r\nContent-Length: 3\r\n", "", "/nowhere")});
    CHECK(missing.status() == 404);
    CHECK(missing.closed);
}

TEST_CASE("an endpoint that throws is a 500 without the reason, and the connection goes on") {
    TestServer server;
    RawClient client(server.port());
    client.send(get("/throws") + get("/hello"));
    const Reply reply = client.read_response();
    CHECK(reply.status() == 500);
    CHECK_FALSE(reply.has("secret"));
    CHECK(client.read_response().status() == 200);
}

TEST_CASE("a body up to its route's limit is taken") {
    TestServer server;
    CHECK(body_of(ask(server, post("Content-Length: 262144\r\n", std::string(262'144, 'x')))) == "262144");
    CHECK(body_of(ask(server, post("Content-Length: 1048576\r\n", std::string(1'048'576, 'x'), "/large"))) == "1048576");
}

TEST_CASE("200,000 chunks of one byte cost little") {
    TestServer server;
    std::string chunks;
    for (int i = 0; i < 200'000; ++i) chunks += "1\r\nx\r\n";
    const double before = cpu_seconds();
    CHECK(body_of(ask(server, post(kChunked, chunks + "0\r\n\r\n"))) == "200000");
    CHECK(cpu_seconds() - before < kChunkCpuSeconds);
}

TEST_CASE("a truncated body never reaches the endpoint") {
    TestServer server;
    for (const std::string& request : {post("Content-Length: 5\r\n", "abcd"), post(kChunked, "5\r\nhello\r\n"), post(kChunked, "5\r\nhel")}) {
        RawClient client(server.port());
        client.send(request);
        client.half_close();
        CHECK(client.read_to_end().closed);
    }
    CHECK(eventually([&] { return server.connections() == 0; }));
    CHECK(server.calls() == 0);
}

TEST_CASE("a client that is gone in the middle of anything leaves nothing behind") {
    TestServer server;
    int connected = 0;
    for (const std::string& request : {std::string(), get("/hel").substr(0, 6), post("Content-Length: 5\r\n", "ab"), get("/hello")}) {
        RawClient client(server.port());
        ++connected;
        REQUIRE(eventually([&] { return server.observer().opened == connected; }));
        client.send(request);
        client.reset();
    }
    CHECK(eventually([&] { return server.connections() == 0 && server.observer().closed == 4; }));
}

TEST_CASE("a head that does not end is answered 408, a connection that says nothing is closed") {
    TestServer server(short_limits());
    const Reply slow = exchange(server.port(), {"POST /hook HTTP/1.1\r\nHost:"});
    CHECK(slow.status() == 408);
    CHECK(slow.has("\r\nConnection: close\r\n"));
    CHECK(slow.closed);
    CHECK(slow.took >= milliseconds{100});
    const Reply silent = exchange(server.port(), {});
    CHECK(silent.bytes.empty());
    CHECK(silent.closed);
}

TEST_CASE("a body that does not end is answered 408") {
    TestServer server(short_limits());
    const Reply slow = exchange(server.port(), {post("Content-Length: 5\r\n", "ab")});
    CHECK(slow.status() == 408);
    CHECK(slow.closed);
    CHECK(server.calls() == 0);
}

TEST_CASE("a body below the least rate is answered 408 long before its time is up") {
    Limits limits;
    limits.body_grace = milliseconds{100};
    limits.body_rate = 10;
    TestServer server(limits);
    const Reply slow = exchange(server.port(), {post("Content-Length: 50\r\n", "a")});
    CHECK(slow.status() == 408);
    CHECK(slow.took >= milliseconds{150});  // 100 ms and 100 ms more that one byte has earned
    CHECK(slow.took < milliseconds{1500});
}

TEST_CASE("a client that does not read its answer is cut off") {
    TestServer server(short_limits());
    RawClient client(server.port());
    client.send(get("/huge"));
    REQUIRE(eventually([&] { return server.calls() == 1; }));
    CHECK(eventually([&] { return server.connections() == 0; }, milliseconds{2000}));
    CHECK(client.read_to_end().bytes.size() < std::size_t{32} << 20);
}

TEST_CASE("a large answer arrives whole") {
    TestServer server;
    const std::string once = get("/huge", "Connection: close\r\n");
    CHECK(body_of(exchange(server.port(), {once}, milliseconds{8000})).size() == std::size_t{32} << 20);
}

TEST_CASE("a kept connection that is idle is closed without a word") {
    Limits limits = short_limits();
    limits.head_time = milliseconds{5000};
    TestServer server(limits);
    RawClient client(server.port());
    client.send(get("/hello"));
    CHECK(client.read_response().status() == 200);
    const Reply rest = client.read_to_end();
    CHECK(rest.bytes.empty());
    CHECK(rest.closed);
    CHECK(rest.took < milliseconds{2000});
}

TEST_CASE("a client that never closes is cut off after the linger time") {
    TestServer server(short_limits());
    RawClient client(server.port());
    client.send("junk\r\n");
    CHECK(client.read_to_end().closed);
    CHECK(eventually([&] { return server.connections() == 0; }, milliseconds{1500}));
}

TEST_CASE("more connections than allowed are closed at once, and there is room again later") {
    Limits limits;
    limits.connections = 2;
    TestServer server(limits);
    auto first = std::make_unique<RawClient>(server.port());
    RawClient second(server.port());
    REQUIRE(eventually([&] { return server.connections() == 2; }));
    CHECK(exchange(server.port(), {}).closed);
    first.reset();
    REQUIRE(eventually([&] { return server.connections() == 1; }));
    CHECK(ask(server, get("/hello")).status() == 200);
}

TEST_CASE("one address may be held to fewer connections") {
    Limits limits;
    limits.connections_per_address = 1;
    TestServer server(limits);
    {
        RawClient first(server.port());
        first.send(get("/hello"));
        REQUIRE(first.read_response().status() == 200);
        CHECK(exchange(server.port(), {}).closed);
    }
    REQUIRE(eventually([&] { return server.connections() == 0; }));
    CHECK(ask(server, get("/hello")).status() == 200);
}

// Not under UBSan: it opens a pipe to look at a virtual table, and takes "no descriptor left" for a broken object.
#if !__has_feature(undefined_behavior_sanitizer)
TEST_CASE("the server goes on after the process ran out of file descriptors") {
    TestServer server;
    const int reserved = RawClient::make_socket();
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    const int next = ::dup(0);
    ::close(next);
    const rlimit none{static_cast<rlim_t>(next), before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    RawClient client(reserved, server.port());
    client.send(get("/hello"));
    const Reply unanswered = client.read_response(milliseconds{150});
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(unanswered.bytes.empty());
    CHECK(client.read_response().status() == 200);
}
#endif

TEST_CASE("the observer hears of every connection and request") {
    TestServer server;
    CHECK(ask(server, get("/items/7/notes")).status() == 200);
    CHECK(ask(server, get("/nowhere")).status() == 404);
    CHECK(exchange(server.port(), {"junk\r\n"}).status() == 400);
    REQUIRE(eventually([&] { return server.observer().closed == 3; }));
    const std::vector<std::pair<std::string, int>> expected{{"/items/{id}/notes", 200}, {"", 404}, {"", 400}};
    CHECK(server.observer().requests == expected);
}

TEST_CASE("stopping lets the request in flight finish and closes idle connections at once") {
    TestServer server;
    RawClient busy(server.port()), idle(server.port()), fresh(server.port());
    idle.send(get("/hello"));
    CHECK(idle.read_response().status() == 200);
    busy.send(get("/hold"));
    server.wait_until_held();
    server.begin_stop(milliseconds{5000});
    CHECK(idle.read_to_end(milliseconds{1000}).closed);
    CHECK(fresh.read_to_end(milliseconds{1000}).closed);
    CHECK_FALSE(server.wait_stopped(milliseconds{20}));
    server.release();
    const Reply last = busy.read_to_end();
    CHECK(last.status() == 200);
    CHECK(body_of(last) == "released");
    CHECK(last.has("\r\nConnection: close\r\n"));
    CHECK(server.wait_stopped(milliseconds{3000}));
}

TEST_CASE("stopping aborts what is not done at the deadline") {
    TestServer server;
    RawClient held(server.port()), half(server.port());
    held.send(get("/hold"));
    half.send(post("Content-Length: 5\r\n", "ab"));
    server.wait_until_held();
    server.begin_stop(milliseconds{100});
    CHECK(server.wait_stopped(milliseconds{2000}));
    CHECK(held.read_to_end().closed);
    CHECK(half.read_to_end().closed);
}

TEST_CASE("a server that cannot listen says where and why") {
    boost::asio::io_context context;
    SystemClock clock;
    ServerOptions options;
    TestServer other;
    options.port = other.port();
    Server taken(context.get_executor(), options, {}, clock);
    const auto started = taken.start();
    REQUIRE_FALSE(started);
    CHECK(started.error().message == "cannot listen on 127.0.0.1 port " + std::to_string(other.port()) + ": Address already in use");
    options.address = "localhost!";
    Server nowhere(context.get_executor(), options, {}, clock);
    CHECK_FALSE(nowhere.start());
}

}  // namespace tocsin::net::test
