// The pure parts without a socket: the verdict must not depend on how the bytes were cut.
#include <catch2/catch.hpp>

#include "bot/net/body_reader.hpp"
#include "bot/net/head_parser.hpp"
#include "bot/net/head_scanner.hpp"

namespace tocsin::net {
namespace {

/// Feeds the first `cut` bytes, then all.
HeadScanner scan_in_two(std::string_view bytes, std::size_t cut) {
    HeadScanner scanner{HeadLimits{}};
    if (scanner.scan(bytes.substr(0, cut)) == HeadScanner::State::need_more) scanner.scan(bytes);
    return scanner;
}

const std::string kGood = "POST /a?b=c HTTP/1.1\r\nHost: [::1]:8443\r\ncontent-length: 5\r\nX-B:\t c \r\nExpect: 100-Continue\r\n\r\n";

struct Decoded {
    BodyReader::State state;
    std::string body;
    std::size_t taken;
};
Decoded decode(std::string_view bytes, std::size_t cut, std::size_t limit = 100) {
    Framing framing;
    framing.chunked = true;
    BodyReader reader(framing, limit);
    std::size_t taken = reader.feed(bytes.substr(0, cut));
    taken += reader.feed(bytes.substr(taken));
    return {reader.state(), reader.take(), taken};
}

}  // namespace

TEST_CASE("a head is whole at its empty line, wherever the bytes are cut") {
    const std::string bytes = kGood + "hello";
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        HeadScanner scanner = scan_in_two(bytes, cut);
        REQUIRE(scanner.scan(bytes) == HeadScanner::State::complete);
        CHECK(scanner.head_size() == kGood.size());
        CHECK(scanner.framing().content_length == 5u);
        CHECK(scanner.framing().expects_continue);
        CHECK(scanner.framing().keep_alive);
    }
}

TEST_CASE("a head may be exactly as large as the limit") {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX-A: ", end = "\r\n\r\n";
    const auto head_of = [&](std::size_t size) { return start + std::string(size - start.size() - end.size(), 'a') + end; };
    HeadScanner fits{HeadLimits{}}, exceeds{HeadLimits{}};
    CHECK(fits.scan(head_of(8192)) == HeadScanner::State::complete);
    CHECK(parse_head(head_of(8192)).has_value());
    REQUIRE(exceeds.scan(head_of(8193)) == HeadScanner::State::refused);
    CHECK(exceeds.refusal().status == 431);
}

TEST_CASE("whether a connection is kept follows version and Connection header") {
    struct Row {
        const char* head;
        bool kept;
    };
    const Row row = GENERATE(Row{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true}, Row{"GET / HTTP/1.0\r\n\r\n", false},
                             Row{"GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n", false},
                             Row{"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true});
    HeadScanner scanner{HeadLimits{}};
    REQUIRE(scanner.scan(row.head) == HeadScanner::State::complete);
    CHECK(scanner.framing().keep_alive == row.kept);
}

TEST_CASE("Beast reads what the scanner has passed") {
    const auto request = parse_head(kGood);
    REQUIRE(request);
    CHECK(request->method == "POST");
    CHECK(request->target == "/a?b=c");
    CHECK(request->headers.get("x-b") == "c");
    CHECK(request->headers.all().size() == 4);
    CHECK_FALSE(parse_head(kGood + "x"));
    CHECK_FALSE(parse_head(kGood.substr(0, kGood.size() - 2)));
}

TEST_CASE("chunks are put together wherever they are cut, and the next request is left alone") {
    const std::string bytes = "5\r\nhello\r\n00A\r\n, chunks! \r\n0\r\n\r\n", next = "GET / HTTP/1.1";
    for (std::size_t cut = 0; cut <= bytes.size() + next.size(); ++cut) {
        const auto [state, body, taken] = decode(bytes + next, cut);
        REQUIRE(state == BodyReader::State::complete);
        CHECK(body == "hello, chunks! ");
        CHECK(taken == bytes.size());
    }
}

TEST_CASE("chunks may be exactly as large as the limit together") {
    const std::string bytes = "5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n";
    CHECK(decode(bytes, 0, 10).state == BodyReader::State::complete);
    CHECK(decode(bytes, 0, 9).state == BodyReader::State::refused);
}

TEST_CASE("a body by length ends at its last byte") {
    Framing framing;
    framing.content_length = 3;
    BodyReader reader(framing, 3);
    CHECK(reader.feed("ab") == 2);
    CHECK(reader.state() == BodyReader::State::need_more);
    CHECK(reader.feed("cdef") == 1);
    CHECK(reader.state() == BodyReader::State::complete);
    CHECK(reader.take() == "abc");
    CHECK(BodyReader(framing, 2).refusal().status == 413);
}

}  // namespace tocsin::net
