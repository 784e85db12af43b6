// http steps: which addresses they may reach under which spelling, and that what was checked is what is connected to.
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <thread>

#include "bot/exec/address.hpp"
#include "bot/exec/descriptor.hpp"
#include "bot/exec/http_executor.hpp"
#include "bot/exec/http_host.hpp"
#include "bot/net/client.hpp"

namespace tocsin::exec {
namespace {

namespace asio = boost::asio;

constexpr char kHandshake = 0x16;  ///< the first byte of TLS

/// Answers each connection on 127.0.0.1 in the same way and remembers what was asked.
class Peer {
public:
    explicit Peer(std::string answer) : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), answer_(std::move(answer)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(listener_.get(), 8) == 0);
        ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this] { serve(); });
    }
    ~Peer() { ::shutdown(listener_.get(), SHUT_RDWR); }
    std::uint16_t port() const { return port_; }
    /// Once the answer has been read.
    std::string asked() {
        ::shutdown(listener_.get(), SHUT_RDWR);
        thread_.join();
        return asked_;
    }

private:
    void serve() {
        while (true) {
            const Descriptor socket(::accept(listener_.get(), nullptr, nullptr));
            if (!socket) return;
            char piece[4096];
            while (!asked_.contains("\r\n\r\n") && !asked_.starts_with(kHandshake)) {
                const auto count = ::recv(socket.get(), piece, sizeof piece, 0);
                if (count <= 0) break;
                asked_.append(piece, static_cast<std::size_t>(count));
            }
            ::send(socket.get(), answer_.data(), answer_.size(), MSG_NOSIGNAL);
        }
    }

    Descriptor listener_;
    std::string answer_, asked_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

std::string ok(const std::string& body, const std::string& fields = {}) {
    return fmt::format("HTTP/1.1 200 OK\r\nConnection: close\r\n{}Content-Length: {}\r\n\r\n{}", fields, body.size(), body);
}

struct Bench {
    asio::io_context context{1};
    std::vector<std::string> looked_up;
    std::vector<std::string> answers;  ///< of the name service, in turn; empty: nobody has that name
    net::Client client{context.get_executor(), net::ClientOptions{.names = [this](const std::string& host) { return look_up(host); }}};
    std::shared_ptr<const Secrets> secrets = std::make_shared<Secrets>(std::map<std::string, std::string>{{"TOKEN", "hunter2-hunter2"}});
    HttpExecutor executor;

    explicit Bench(const std::vector<std::string>& listed, std::vector<std::string> names = {})
        : answers(std::move(names)), executor(client, hosts(listed), secrets) {}

    static std::vector<HttpHost> hosts(const std::vector<std::string>& listed) {
        std::vector<HttpHost> out;
        for (const auto& text : listed) {
            auto host = parse_http_host(text);
            REQUIRE(host);
            out.push_back(std::move(*host));
        }
        return out;
    }
    std::vector<asio::ip::address> look_up(const std::string& host) {
        boost::system::error_code none;
        if (const auto literal = asio::ip::make_address(host, none); !none) return {literal};
        looked_up.push_back(host);
        if (answers.empty()) return {};
        const auto first = answers.front();
        if (answers.size() > 1) answers.erase(answers.begin());
        return {asio::ip::make_address(first)};
    }
    HttpResult run(HttpRequest request) {
        std::optional<HttpResult> out;
        asio::co_spawn(context, executor.run(std::move(request)), [&](const std::exception_ptr& failure, HttpResult got) {
            if (failure) std::rethrow_exception(failure);
            out = std::move(got);
        });
        context.restart();
        while (!out && context.run_one() > 0) {
        }
        return std::move(*out);
    }
    HttpResult get(const std::string& url) {
        HttpRequest request;
        request.url = url;
        request.timeout = std::chrono::seconds{5};
        return run(request);
    }
};

Reach reach(const char* address) { return reach_of(asio::ip::make_address(address)); }

}  // namespace

TEST_CASE("addresses are what they lead to") {
    for (const char* address : {"8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "2606:4700:4700::1111",
         "::ffff:8.8.8.8", "64:ff9b::808:808"}) {
        INFO(address);
        CHECK(reach(address) == Reach::everybody);
    }
    for (const char* address : {"127.0.0.1", "127.255.255.255", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "::1",
         "fc00::1", "fdff::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::"}) {
        INFO(address);
        CHECK(reach(address) == Reach::private_);
    }
    for (const char* address : {"0.0.0.0", "169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "224.0.0.1", "255.255.255.255",
         "240.0.0.1", "198.18.0.1", "::", "fe80::1", "ff02::1", "fd00:ec2::254", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::",
         "2001::1", "2001:db8::1", "::7f00:1", "fec0::1", "100::1", "4000::1"}) {
        INFO(address);
        CHECK(reach(address) == Reach::never);
    }
}

TEST_CASE("no spelling of an address gets around the list") {
    Bench bench({"checkout.example.com:443", "localhost.example.com:80"}, {"127.0.0.1"});
    for (const char* url : {"https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/", "https://[::ffff:127.0.0.1]/",
         "https://[::1]/", "https://169.254.169.254/latest/meta-data/", "https://checkout.example.com@169.254.169.254/",
         "https://169.254.169.254#@checkout.example.com/", "https://169.254.169.254\\@checkout.example.com/", "https://checkout.example.com./",
         "https://checkout.example.com:8443/", "https://checkout.example.com.evil.example/", "https://checkout%2eexample.com/",
         "https://chеckout.example.com/", "https://checkout。example.com/", "http://checkout.example.com/", "http://localhost.example.com/",
         "http://127.0.0.1/", "gopher://checkout.example.com/", "file:///etc/passwd", "//checkout.example.com/", "",
         "https://checkout.example.com:443:80/", "https://checkout.example.com\r\nHost: x/", "https:///checkout.example.com/"}) {
        INFO(url);
        const auto result = bench.get(url);
        CHECK(result.end == HttpEnd::refused);
        CHECK_FALSE(result.why.empty());
    }
    CHECK(bench.looked_up.empty());
}

TEST_CASE("a listed name that leads inside is refused, unless it is listed as private") {
    for (const char* address : {"127.0.0.1", "10.0.0.5", "fd12::1", "::ffff:192.168.0.1"}) {
        Bench bench({"checkout.example.com:443"}, {address});
        const auto result = bench.get("https://checkout.example.com/");
        CHECK(result.end == HttpEnd::refused);
        CHECK(result.why.starts_with(fmt::format("checkout.example.com:443 is refused: {} is a private address", address)));
        CHECK(result.why.ends_with("write `checkout.example.com:443 private` in `runbooks.http_hosts`"));
    }
    for (const char* address : {"169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "0.0.0.0"}) {
        Bench bench({"checkout.example.com:443 private"}, {address});
        CHECK(bench.get("https://checkout.example.com/").end == HttpEnd::refused);
    }
    Peer peer(ok("inside"));
    Bench bench({fmt::format("127.0.0.1:{} private", peer.port())});
    const auto result = bench.get(fmt::format("http://127.0.0.1:{}/healthz", peer.port()));
    CHECK(result.end == HttpEnd::answered);
    CHECK(result.body.head == "inside");
}

TEST_CASE("a name that leads elsewhere the second time is looked up once") {
    Bench bench({"checkout.example.com:443"}, {"10.0.0.5", "127.0.0.1"});
    CHECK(bench.get("https://checkout.example.com/").why.contains("10.0.0.5"));
    CHECK(bench.looked_up.size() == 1);
    // And the other way around: what was checked is connected to, though the name would lead to another by now.
    const Peer peer(ok("x"));
    Bench turned({fmt::format("checkout.example.com:{} private", peer.port())}, {"127.0.0.1", "169.254.169.254"});
    const auto result = turned.get(fmt::format("https://checkout.example.com:{}/", peer.port()));
    CHECK(result.end == HttpEnd::not_sent);  // connected, and no TLS there
    CHECK(result.why.contains("TLS with checkout.example.com"));
    CHECK(turned.looked_up.size() == 1);
}

TEST_CASE("a kept connection that nobody checked is not used") {
    const Peer peer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
    Bench bench({fmt::format("localhost:{} private", peer.port())}, {"127.0.0.1", "169.254.169.254"});
    const auto url = fmt::format("http://localhost:{}/", peer.port());
    net::OutRequest unchecked{"GET", url, {}, "", std::chrono::seconds{5}};
    bool done = false;
    asio::co_spawn(bench.context, bench.client.send(unchecked), [&](const std::exception_ptr&, auto) { done = true; });
    while (!done && bench.context.run_one() > 0) {
    }
    CHECK(bench.get(url).end == HttpEnd::refused);
    CHECK(bench.looked_up.size() == 2);
}

TEST_CASE("a redirect to the metadata service is an answer, and followed by nobody") {
    Peer peer("HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n");
    Bench bench({fmt::format("127.0.0.1:{} private", peer.port())});
    const auto result = bench.get(fmt::format("http://127.0.0.1:{}/", peer.port()));
    CHECK(result.status == 302);
    CHECK(result.headers.get("location") == "http://169.254.169.254/latest/");
}

TEST_CASE("what is sent holds the idempotency key and the secret; what comes back does not") {
    Peer peer(ok("{\"token\":\"hunter2-hunter2\",\"x\":\"\x1b[31m\xff\"}", "X-Echo: hunter2-hunter2\r\n"));
    Bench bench({fmt::format("127.0.0.1:{} private", peer.port())});
    HttpRequest request{"POST", fmt::format("http://127.0.0.1:{}/a", peer.port()), {{"Authorization", "Bearer hunter2-hunter2"}}, "{}", "7/undo/1",
        std::chrono::seconds{5}};
    const auto result = bench.run(request);
    CHECK(result.status == 200);
    CHECK(result.body.head == "{\"token\":\"***\",\"x\":\"\xEF\xBF\xBD\"}");
    CHECK(result.headers.get("X-Echo") == "***");
    const auto asked = peer.asked();
    CHECK(asked.contains("Idempotency-Key: 7/undo/1\r\n"));
    CHECK(asked.contains("Authorization: Bearer hunter2-hunter2\r\n"));
}

TEST_CASE("what a step may not send is refused with its reason") {
    Bench bench({"127.0.0.1:1 private"});
    const auto why = [&](const std::string& method, const std::string& name, const std::string& value, const std::string& url = "http://127.0.0.1:1/") {
        const auto result = bench.run({method, url, {{name, value}}, "", "", std::chrono::seconds{1}});
        CHECK(result.end == HttpEnd::refused);
        return result.why;
    };
    CHECK(why("CONNECT", "A", "b").starts_with("`CONNECT` is none of GET, HEAD"));
    CHECK(why("GET / HTTP/1.1\r\nX:", "A", "b").contains("is none of"));
    CHECK(why("GET", "Host", "evil") == "the header Host may not be set by a step");
    CHECK(why("GET", "transfer-ENCODING", "chunked") == "the header transfer-ENCODING may not be set by a step");
    CHECK(why("GET", "A", "b\r\nC: d") == "the header A holds a line end or NUL");
    CHECK(why("GET", "A:b", "c") == "`A:b` is no name of a header");
    CHECK(why("GET", "A", "b", "http://127.0.0.1:1/?token=hunter2-hunter2") == "the URL holds a secret; pass it in a header");
}

TEST_CASE("an answer that is too large is no answer") {
    Peer peer(ok(std::string(kLargestAnswer + 1, 'x')));
    Bench bench({fmt::format("127.0.0.1:{} private", peer.port())});
    const auto result = bench.get(fmt::format("http://127.0.0.1:{}/", peer.port()));
    CHECK(result.end == HttpEnd::unclear);
    CHECK(result.why.contains("limit"));
    Peer just(ok(std::string(kLargestAnswer, 'x')));
    Bench fits({fmt::format("127.0.0.1:{} private", just.port())});
    CHECK(fits.get(fmt::format("http://127.0.0.1:{}/", just.port())).body.head.size() == kLargestAnswer);
}

TEST_CASE("hosts are listed in one form") {
    const auto host = parse_http_host("Checkout.Internal:443  private");
    REQUIRE(host);
    CHECK(host->host == "checkout.internal");
    CHECK(host->port == "443");
    CHECK(host->is_private);
    CHECK(parse_http_host("[2606:4700::1]:443")->host == "2606:4700::1");
    for (const char* wrong : {"checkout.internal", "checkout.internal:0", "https://checkout.internal:443", "checkout.internal:443/x",
         "user@checkout.internal:443", "checkout.internal:443 public", "checkout.internal.:443", "2130706433:443", "0x7f.1:443", "127.1:443",
         "10.0.0.1:443", "[::1]:443", "[::1]", "", "*.internal:443", "169.254.169.254:80"}) {
        INFO(wrong);
        CHECK_FALSE(parse_http_host(wrong));
    }
    CHECK(parse_http_host("169.254.169.254:80 private"));
    CHECK(address_problem(*parse_http_host("169.254.169.254:80 private"), asio::ip::make_address("169.254.169.254")).empty());
}

}  // namespace tocsin::exec
