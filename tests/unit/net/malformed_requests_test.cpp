// Every malformed request that servers are known to differ on, against a listening server. One row = what it is, the
// bytes, the status. Whatever the row: `Connection: close`, closed within a second, one response, endpoint never called.
#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/unit/net/harness.hpp"

namespace tocsin::net::test {
namespace {

using namespace std::string_literals;

struct Row {
    const char* name;
    std::string bytes;
    int status;
};

const std::string kChunked = "Transfer-Encoding: chunked\r\n";
const std::string kEmptyChunks = "0\r\n\r\n";
std::string with_host(const std::string& request_line, const std::string& fields = "") {
    return request_line + "\r\nHost: a\r\n" + fields + "\r\n";
}
const std::vector<Row>& body_framing() {
    static const std::vector<Row> rows{
        {"Content-Length and Transfer-Encoding", post("Content-Length: 6\r\n" + kChunked, kEmptyChunks), 400},
        {"Transfer-Encoding and Content-Length", post(kChunked + "Content-Length: 4\r\n", kEmptyChunks), 400},
        {"two different lengths", post("Content-Length: 1\r\nContent-Length: 0\r\n", "x"), 400},
        {"two equal lengths", post("Content-Length: 1\r\nContent-Length: 1\r\n", "x"), 400},
        {"a list of lengths", post("Content-Length: 1, 1\r\n", "x"), 400},
        {"plus before the length", post("Content-Length: +1\r\n", "x"), 400},
        {"minus before the length", post("Content-Length: -1\r\n", "x"), 400},
        {"hexadecimal length", post("Content-Length: 0x1\r\n", "x"), 400},
        {"letter after the length", post("Content-Length: 1Z\r\n", "x"), 400},
        {"empty length", post("Content-Length:\r\n", "x"), 400},
        {"length over 64 bits", post("Content-Length: 18446744073709551617\r\n", "x"), 400},
        {"space before the colon of a length", post("Content-Length : 1\r\n", "x"), 400},
        {"tab before the first header", "POST /hook HTTP/1.1\r\n\tHost: a\r\n\r\n", 400},
        {"space before the colon of an encoding", post("Transfer-Encoding : chunked\r\n", kEmptyChunks), 400},
        {"encoding xchunked", post("Transfer-Encoding: xchunked\r\n", kEmptyChunks), 400},
        {"encoding identity", post("Transfer-Encoding: identity\r\n", kEmptyChunks), 400},
        {"encoding chunked, gzip", post("Transfer-Encoding: chunked, gzip\r\n", kEmptyChunks), 400},
        {"encoding chunked twice", post(kChunked + kChunked, kEmptyChunks), 400},
        {"encoding chunked, chunked", post("Transfer-Encoding: chunked, chunked\r\n", kEmptyChunks), 400},
        {"encoding between no-break spaces", post("Transfer-Encoding: \xa0"s + "chunked\xa0\r\n", kEmptyChunks), 400},
        {"chunked in HTTP/1.0", "POST /hook HTTP/1.0\r\nHost: a\r\n" + kChunked + "\r\n" + kEmptyChunks, 400},
        {"vertical tab before chunked", post("Transfer-Encoding: \x0b"s + "chunked\r\n", kEmptyChunks), 400},
        {"GET with a body that is a request", get("/hello", "Content-Length: 34\r\n") + get("/hello"), 400},
        {"GET with chunks", get("/hello", kChunked) + kEmptyChunks, 400},
        {"HEAD with a body", with_host("HEAD /hello HTTP/1.1", "Content-Length: 1\r\n") + "x", 400},
        {"length over the route's limit", post("Content-Length: 262145\r\n"), 413},
        {"length over the large limit", post("Content-Length: 1048577\r\n", "", "/large"), 413},
        {"unknown expectation", post("Expect: foo\r\nContent-Length: 1\r\n", "x"), 417},
        {"two expectations", post("Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 1\r\n", "x"), 417},
    };
    return rows;
}

const std::vector<Row>& chunks() {
    static const std::vector<Row> rows{
        {"chunk size 0x1", post(kChunked, "0x1\r\nx\r\n0\r\n\r\n"), 400},
        {"chunk size 0_1", post(kChunked, "0_1\r\nx\r\n0\r\n\r\n"), 400},
        {"chunk size -1", post(kChunked, "-1\r\nx\r\n0\r\n\r\n"), 400},
        {"chunk size +1", post(kChunked, "+1\r\nx\r\n0\r\n\r\n"), 400},
        {"chunk size over 64 bits", post(kChunked, "10000000000000001\r\nx\r\n0\r\n\r\n"), 400},
        {"no chunk size", post(kChunked, "\r\nx\r\n0\r\n\r\n"), 400},
        {"space before the chunk size", post(kChunked, " 1\r\nx\r\n0\r\n\r\n"), 400},
        {"space after the chunk size", post(kChunked, "1 \r\nx\r\n0\r\n\r\n"), 400},
        {"bare LF after the chunk size", post(kChunked, "1\nx\n0\n\n"), 400},
        {"bare LF after the last chunk", post(kChunked, "1\r\nx\r\n0\r\n\n"), 400},
        {"CR CR after the chunk size", post(kChunked, "1\r\rx\r\n0\r\n\r\n"), 400},
        {"chunk longer than it says", post(kChunked, "1\r\nxy\r\n0\r\n\r\n"), 400},
        {"chunk ended by bare LF", post(kChunked, "1\r\nx\n0\r\n\r\n"), 400},
        {"LF in a chunk extension", post(kChunked, "1;a\nb\r\nx\r\n0\r\n\r\n"), 400},
        {"chunk extension", post(kChunked, "1;a=b\r\nx\r\n0\r\n\r\n"), 400},
        {"control character in a quoted extension", post(kChunked, "1;a=\"\x01\"\r\nx\r\n0\r\n\r\n"), 400},
        {"signature in a trailer", post(kChunked, "1\r\nx\r\n0\r\nX-Slack-Signature: v0=evil\r\n\r\n"), 400},
        {"Content-Length in a trailer", post(kChunked, "0\r\nContent-Length: 5\r\n\r\n"), 400},
        {"a chunk over the limit", post(kChunked, "40001\r\nx"), 413},
    };
    return rows;
}

const std::vector<Row>& heads() {
    static const std::vector<Row> rows{
        {"folded header", post("X-A: b\r\n c\r\nContent-Length: 0\r\n"), 400},
        {"folded encoding", post("Transfer-Encoding:\r\n chunked\r\n", kEmptyChunks), 400},
        {"folded with a tab", post("X-A: b\r\n\tc\r\n"), 400},
        {"bare LF line ends", "POST /hook HTTP/1.1\nHost: a\nContent-Length: 0\n\n", 400},
        {"one bare LF", "POST /hook HTTP/1.1\r\nHost: a\nContent-Length: 0\r\n\r\n", 400},
        {"bare LF after a header that nobody reads", post("X-A: bc\nContent-Length: 0\r\n"), 400},
        {"bare CR in a value", post("X-A: b\rc\r\n"), 400},
        {"NUL in a value", post("X-A: b\0c\r\n"s), 400},
        {"NUL in a name", post("X-\0A: b\r\n"s), 400},
        {"DEL in a value", post("X-A: b\x7f\r\n"), 400},
        {"empty header name", post(": b\r\n"), 400},
        {"no colon", post("X-A\r\n"), 400},
        {"space in a name", post("X A: b\r\n"), 400},
        {"byte over 127 in a name", post("X-\xef: b\r\n"), 400},
        {"no Host", "POST /hook HTTP/1.1\r\nContent-Length: 0\r\n\r\n", 400},
        {"two Hosts", post("Host: b\r\n"), 400},
        {"two equal Hosts", post("Host: a\r\n"), 400},
        {"empty Host", "POST /hook HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"space in Host", "POST /hook HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"user name in Host", "POST /hook HTTP/1.1\r\nHost: x@a\r\n\r\n", 400},
        {"path in Host", "POST /hook HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"list in Host", "POST /hook HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
        {"no port after the colon in Host", "POST /hook HTTP/1.1\r\nHost: a:x\r\n\r\n", 400},
        {"HTTP/1.32", with_host("POST /hook HTTP/1.32"), 400},
        {"HTTP/2.0", with_host("POST /hook HTTP/2.0"), 505},
        {"HTTP/0.9", with_host("POST /hook HTTP/0.9"), 505},
        {"http/1.1 in lower case", with_host("POST /hook http/1.1"), 400},
        {"no version", with_host("POST /hook"), 400},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"junk method", with_host("P@ST /hook HTTP/1.1"), 400},
        {"unknown method", with_host("BREW /hook HTTP/1.1"), 501},
        {"method in lower case", with_host("post /hook HTTP/1.1"), 501},
        {"tab in the request line", with_host("POST\t/hook HTTP/1.1"), 400},
        {"two spaces in the request line", with_host("POST  /hook HTTP/1.1"), 400},
        {"space after the version", with_host("POST /hook HTTP/1.1 "), 400},
        {"control character in the target", with_host("POST /ho\x01ok HTTP/1.1"), 400},
        {"NUL in the target", with_host("POST /ho\0ok HTTP/1.1"s), 400},
        {"byte over 127 in the target", with_host("POST /h\xc3\xb6ok HTTP/1.1"), 400},
        {"fragment in the target", with_host("POST /hook#a HTTP/1.1"), 400},
        {"absolute target", with_host("POST http://b/hook HTTP/1.1"), 400},
        {"target with a user name", with_host("POST @evil HTTP/1.1"), 400},
        {"target is a star", with_host("OPTIONS * HTTP/1.1"), 400},
        {"empty line first", "\r\n" + post("Content-Length: 0\r\n"), 400},
        {"TRACE", with_host("TRACE /hook HTTP/1.1"), 501},
        {"CONNECT", with_host("CONNECT a:443 HTTP/1.1"), 501},
        {"TLS ClientHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s + repeated(40, "\x9a"), 400},
        {"PROXY line", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + get("/hello"), 400},
        {"binary junk", "\x80\x81\xfe\xff"s + repeated(40, "\x01\xfe"), 400},
    };
    return rows;
}

/// Too large to be cut at every byte: cut at each of the first and last 64, and of the 32 on either side of the limit that it breaks.
struct Flood {
    const char* name;
    std::string bytes;
    int status;
    std::size_t limit;  ///< how many bytes are within it
};

constexpr std::size_t kHead = 8192;
constexpr std::size_t kTarget = 4096;
constexpr std::size_t kMebibyte = 1 << 20;

std::size_t head_size(const std::string& request) { return request.find("\r\n\r\n") + 4; }

/// The end of the hundredth field.
std::size_t hundred_fields(const std::string& request) {
    std::size_t at = 0;
    for (int line = 0; line <= 100; ++line) at = request.find("\r\n", at) + 2;
    return at;
}

std::vector<Flood> floods() {
    const auto fields = [](const char* name, const std::string& bytes) { return Flood{name, bytes, 431, std::min(kHead, hundred_fields(bytes))}; };
    const auto chunked = [](const char* name, const std::string& body, int status, std::size_t within, const char* target = "/hook") {
        const std::string bytes = post(kChunked, body, target);
        return Flood{name, bytes, status, head_size(bytes) + within};
    };
    const std::string large = post("Content-Length: 1048577\r\n", std::string(kMebibyte + 1, 'x'), "/large");
    return {
        {"header over 8 KiB", post("X-A: " + std::string(kHead, 'a') + "\r\n"), 431, kHead},
        fields("1,000 headers", post(repeated(1000, "X-A: b\r\n"))),
        fields("101 headers", post(repeated(100, "X-A: b\r\n"))),
        fields("1,900 headers of four bytes", post(repeated(1900, "a:\r\n"))),
        {"target over 4 KiB", with_host("GET /" + std::string(kTarget, 'a') + " HTTP/1.1"), 414, kTarget + 4},
        {"request line without end", "GET /" + std::string(20'000, 'a'), 414, kTarget + 4},
        chunked("1 MiB of chunk extension", "1;" + std::string(kMebibyte, 'a') + "\r\nx\r\n0\r\n\r\n", 400, 1),
        chunked("1 MiB of zeros before a chunk size", std::string(kMebibyte, '0') + "1\r\nx\r\n0\r\n\r\n", 400, 8),
        chunked("1 MiB of trailers", "1\r\nx\r\n0\r\n" + repeated(32'768, "X-Trailer: " + std::string(19, 'a') + "\r\n") + "\r\n", 431, 9),
        chunked("chunks over 1 MiB", repeated(16, "10000\r\n" + std::string(65'536, 'x') + "\r\n") + "1\r\nx\r\n0\r\n\r\n", 413,
                16 * (65'536 + 9), "/large"),
        {"1 MiB and one byte", large, 413, head_size(large)},
    };
}

std::vector<std::size_t> cuts_of(const Flood& flood) {
    const std::size_t size = flood.bytes.size();
    std::vector<std::size_t> out;
    for (std::size_t cut = 0; cut < size; ++cut) {
        const bool is_near_limit = cut + 32 >= flood.limit && cut <= flood.limit + 32;
        if (cut <= 64 || cut + 64 >= size || is_near_limit) out.push_back(cut);
    }
    return out;
}

void check_refused(TestServer& server, const Row& row, const Reply& reply) {
    INFO(row.name << ": " << reply.bytes.substr(0, 300));
    CHECK(reply.status() == row.status);
    CHECK(reply.has("\r\nConnection: close\r\n"));
    CHECK(reply.has("\r\nContent-Type: text/plain"));
    // Beast is the second line: what only it would stop is a hole in the scanner.
    CHECK_FALSE(reply.has("the request head is malformed"));
    CHECK(reply.closed);
    CHECK(reply.took <= milliseconds{1000});
    CHECK(reply.responses() == 1);
    CHECK(server.calls() == 0);
}

void check_all(const std::vector<Row>& rows) {
    TestServer server;
    for (const Row& row : rows) {
        const std::string_view bytes = row.bytes;
        check_refused(server, row, exchange(server.port(), {bytes}));
        for (std::size_t cut = 1; cut < bytes.size(); ++cut)
            check_refused(server, row, exchange(server.port(), {bytes.substr(0, cut), bytes.substr(cut)}));
    }
}

}  // namespace

TEST_CASE("an ambiguous body length is refused") { check_all(body_framing()); }
TEST_CASE("malformed chunks are refused") { check_all(chunks()); }
TEST_CASE("malformed heads are refused") { check_all(heads()); }

TEST_CASE("floods are refused") {
    TestServer server;
    for (const Flood& flood : floods()) {
        const Row row{flood.name, flood.bytes, flood.status};
        const std::string_view bytes = flood.bytes;
        for (const std::size_t cut : cuts_of(flood)) check_refused(server, row, exchange(server.port(), {bytes.substr(0, cut), bytes.substr(cut)}));
    }
}

TEST_CASE("each refusal is the same when the bytes come one by one") {
    TestServer server;
    for (const auto* rows : {&body_framing(), &chunks(), &heads()}) {
        for (const Row& row : *rows) {
            std::vector<std::string_view> single;
            for (std::size_t i = 0; i < row.bytes.size(); ++i) single.push_back(std::string_view(row.bytes).substr(i, 1));
            check_refused(server, row, exchange(server.port(), single));
        }
    }
}

TEST_CASE("a repeated signature header reaches the endpoint as two, so that it can refuse it") {
    TestServer server;
    const std::string signature = "X-Slack-Signature: v0=1\r\n";
    RawClient client(server.port());
    client.send(get("/headers/X-Slack-Signature", signature + signature));
    CHECK(client.read_response().bytes.ends_with("\r\n\r\n2"));
}

TEST_CASE("an upgrade to HTTP/2 is ignored") {
    TestServer server;
    RawClient client(server.port());
    client.send(get("/hello", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"));
    CHECK(client.read_response().status() == 200);
}

}  // namespace tocsin::net::test
