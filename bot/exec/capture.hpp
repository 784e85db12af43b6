// What is kept of a stream that may have no end: its first bytes and, in a ring, its last. Owned by whoever reads the stream; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin::exec {

class Capture {
public:
    /// Keeps `margin` more bytes than asked for on each side of the gap, for whoever must recognise what the cut goes through.
    Capture(std::size_t keep_head, std::size_t keep_tail, std::size_t margin);

    void append(std::string_view bytes);

    std::uint64_t total() const { return total_; }
    bool is_whole() const { return total_ <= head_limit_ + ring_limit_; }
    std::size_t keep_head() const { return keep_head_; }
    std::size_t keep_tail() const { return keep_tail_; }
    std::size_t margin() const { return margin_; }
    /// From the first byte on; everything if `is_whole`.
    std::string head() const;
    /// Up to the last byte; empty if `is_whole`.
    std::string tail() const;

private:
    std::string ring_in_order() const;

    std::size_t keep_head_, keep_tail_, margin_;
    std::size_t head_limit_, ring_limit_;
    std::uint64_t total_ = 0;
    std::string head_, ring_;
    std::size_t next_ = 0;  ///< where the ring is written next, once it is full
};

}  // namespace tocsin::exec
