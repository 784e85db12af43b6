#include "bot/net/body_reader.hpp"

#include <algorithm>

namespace tocsin::net {
namespace {

// Enough for any body within the limits; a longer size line is an attack or a bug, and ours never need 256 bytes.
constexpr int kSizeDigits = 8;
constexpr std::size_t kTrailerBytes = 8 * 1024;
constexpr std::size_t kFirstReserve = 16 * 1024;

constexpr Refusal kTooLarge{413, "the body is too large"};
constexpr Refusal kSize{400, "a chunk size must be 1 to 8 hexadecimal digits and nothing else"};
constexpr Refusal kExtension{400, "chunk extensions are not taken"};
constexpr Refusal kLineEnd{400, "chunk lines must end in CR LF"};
constexpr Refusal kChunkEnd{400, "chunk data must be followed by CR LF"};
constexpr Refusal kTrailer{400, "trailers are not taken"};
constexpr Refusal kTrailerTooLarge{431, "the trailers are too large, and trailers are not taken"};

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

BodyReader::BodyReader(const Framing& framing, std::size_t limit) : limit_(limit), chunked_(framing.chunked) {
    if (chunked_) {
        step_ = Step::size;
        return;
    }
    left_ = framing.content_length.value_or(0);
    if (left_ > limit_) refuse(kTooLarge);
    else if (left_ == 0) complete();
    // A promise is not paid in advance: memory grows with what has really come.
    else body_.reserve(std::min<std::size_t>(left_, kFirstReserve));
}

void BodyReader::refuse(Refusal why) {
    refusal_ = why;
    state_ = State::refused;
}

std::size_t BodyReader::feed(std::string_view bytes) {
    std::size_t taken = 0;
    while (state_ == State::need_more && taken < bytes.size()) {
        if (step_ == Step::data) taken += take_data(bytes.substr(taken));
        else take_frame_byte(bytes[taken++]);
    }
    return taken;
}

std::size_t BodyReader::take_data(std::string_view bytes) {
    const auto part = bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size())));
    body_.append(part);
    left_ -= part.size();
    if (left_ > 0) return part.size();
    if (chunked_) step_ = Step::data_cr;
    else complete();
    return part.size();
}

void BodyReader::take_frame_byte(char byte) {
    switch (step_) {
        case Step::size: return take_size_byte(byte);
        case Step::size_lf: return size_ended(byte);
        case Step::data_cr: return byte == '\r' ? go(Step::data_lf) : refuse(kChunkEnd);
        case Step::data_lf: return byte == '\n' ? go(Step::size) : refuse(kChunkEnd);
        case Step::last_cr: return byte == '\r' ? go(Step::last_lf) : take_trailer_byte(byte);
        case Step::last_lf: return byte == '\n' ? complete() : refuse(kLineEnd);
        case Step::trailer: return take_trailer_byte(byte);
        case Step::data: return;
    }
}

void BodyReader::take_size_byte(char byte) {
    if (byte == '\r' && size_digits_ > 0) return go(Step::size_lf);
    if (byte == '\n') return refuse(kLineEnd);
    if (byte == ';') return refuse(kExtension);
    const int digit = hex_value(byte);
    if (digit < 0 || ++size_digits_ > kSizeDigits) return refuse(kSize);
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
}

void BodyReader::size_ended(char byte) {
    if (byte != '\n') return refuse(kLineEnd);
    size_digits_ = 0;
    if (left_ > limit_ - body_.size()) return refuse(kTooLarge);
    step_ = left_ == 0 ? Step::last_cr : Step::data;
}

// A trailer is refused either way; reading on to its end tells one that is merely unwanted from a flood.
void BodyReader::take_trailer_byte(char byte) {
    go(Step::trailer);
    if (++trailer_bytes_ > kTrailerBytes) return refuse(kTrailerTooLarge);
    if (byte == '\n' && trailer_line_ == 0) return refuse(kTrailer);
    if (byte == '\n') trailer_line_ = 0;
    else if (byte != '\r') ++trailer_line_;
}

}  // namespace tocsin::net
