// The HTTP read loop: whatever the bytes and however they are cut, head and body get one verdict.
// Input: the first byte seeds the cuts, the rest is what a client sends.
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <string>

#include "bot/net/body_reader.hpp"
#include "bot/net/head_parser.hpp"
#include "bot/net/head_scanner.hpp"

namespace {

using namespace tocsin::net;
using tocsin::fuzz::promise;

constexpr std::size_t kBodyLimit = 4096;

/// Sizes of the pieces in which the network delivers: 1 … 16 bytes, the same for the same seed.
class Cuts {
public:
    explicit Cuts(std::uint8_t seed) : state_(seed * 2654435761U + 1) {}
    std::size_t next() {
        state_ = state_ * 1664525U + 1013904223U;
        return (state_ >> 24U) % 16 + 1;
    }

private:
    std::uint32_t state_;
};

HeadScanner scan_in_pieces(std::string_view bytes, Cuts cuts) {
    HeadScanner scanner{HeadLimits{}};
    std::size_t seen = 0;
    while (seen < bytes.size()) {
        seen = std::min(bytes.size(), seen + cuts.next());
        if (scanner.scan(bytes.substr(0, seen)) != HeadScanner::State::need_more) break;
    }
    return scanner;
}

struct Body {
    BodyReader::State state;
    std::size_t taken = 0;
    int status = 0;
    std::string bytes{};
};

Body read_in_pieces(const Framing& framing, std::string_view bytes, std::size_t (*piece)(Cuts&), Cuts cuts) {
    BodyReader reader(framing, kBodyLimit);
    Body out{reader.state()};
    while (reader.state() == BodyReader::State::need_more && out.taken < bytes.size()) {
        const auto part = bytes.substr(out.taken, piece(cuts));
        const std::size_t taken = reader.feed(part);
        promise(taken == part.size() || reader.state() != BodyReader::State::need_more, "the body takes all until it ends");
        out.taken += taken;
    }
    out.state = reader.state();
    if (out.state == BodyReader::State::complete) out.bytes = reader.take();
    if (out.state == BodyReader::State::refused) out.status = reader.refusal().status;
    promise(out.bytes.size() <= kBodyLimit, "no body over its limit");
    return out;
}

void check_body(const Framing& framing, std::string_view bytes, Cuts cuts) {
    const Body whole = read_in_pieces(framing, bytes, [](Cuts&) { return std::string_view::npos; }, cuts);
    const Body pieces = read_in_pieces(framing, bytes, [](Cuts& c) { return c.next(); }, cuts);
    promise(whole.state == pieces.state && whole.status == pieces.status, "the body's verdict does not depend on the cuts");
    promise(whole.bytes == pieces.bytes, "the body's bytes do not depend on the cuts");
    if (whole.state == BodyReader::State::complete) promise(whole.taken == pieces.taken, "the next request begins at one place");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Cuts cuts(data[0]);
    const auto bytes = tocsin::fuzz::text_of(data + 1, size - 1);
    HeadScanner whole{HeadLimits{}};
    const auto verdict = whole.scan(bytes);
    HeadScanner pieces = scan_in_pieces(bytes, cuts);
    promise(pieces.scan(bytes) == verdict, "the head's verdict does not depend on the cuts");
    if (verdict == HeadScanner::State::refused) promise(whole.refusal().status == pieces.refusal().status, "one status for one head");
    if (verdict != HeadScanner::State::complete) return 0;
    promise(whole.head_size() == pieces.head_size(), "the body begins at one place");
    static_cast<void>(parse_head(bytes.substr(0, whole.head_size())));
    check_body(whole.framing(), bytes.substr(whole.head_size()), cuts);
    return 0;
}
