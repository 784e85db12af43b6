// Takes the body's bytes as they come, by Content-Length or by chunks, and refuses everything that two programs could
// read differently: chunk extensions, trailers, bare LF, signs, white space. Pure; a value, one per request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "bot/net/head_scanner.hpp"

namespace tocsin::net {

class BodyReader {
public:
    enum class State { need_more, complete, refused };

    /// `limit` in bytes. A Content-Length over it is refused (413) before a byte is read.
    BodyReader(const Framing& framing, std::size_t limit);

    /// Takes what belongs to the body from the front of `bytes` and returns how many that were; the rest is the next
    /// request's. Takes nothing once complete or refused.
    std::size_t feed(std::string_view bytes);

    State state() const { return state_; }
    const Refusal& refusal() const { return refusal_; }
    /// The decoded bytes; valid when complete.
    std::string take() { return std::move(body_); }

private:
    enum class Step { data, size, size_lf, data_cr, data_lf, last_cr, last_lf, trailer };

    void refuse(Refusal why);
    void complete() { state_ = State::complete; }
    std::size_t take_data(std::string_view bytes);
    void take_frame_byte(char byte);
    void take_size_byte(char byte);
    void size_ended(char byte);
    void take_trailer_byte(char byte);
    void go(Step next) { step_ = next; }

    State state_ = State::need_more;
    Step step_ = Step::data;
    Refusal refusal_;
    std::string body_;
    std::size_t limit_;
    bool chunked_;
    std::uint64_t left_ = 0;        ///< data bytes still to come in this body or chunk
    int size_digits_ = 0;
    std::size_t trailer_bytes_ = 0;
    std::size_t trailer_line_ = 0;  ///< bytes in the trailer line so far, without CR
};

}  // namespace tocsin::net
