#include "bot/exec/capture.hpp"

#include <algorithm>

namespace tocsin::exec {

Capture::Capture(std::size_t keep_head, std::size_t keep_tail, std::size_t margin)
    : keep_head_(keep_head), keep_tail_(keep_tail), margin_(margin), head_limit_(keep_head + margin), ring_limit_(keep_tail + margin) {}

void Capture::append(std::string_view bytes) {
    total_ += bytes.size();
    const std::size_t room = std::min(bytes.size(), head_limit_ - head_.size());
    head_.append(bytes.substr(0, room));
    bytes.remove_prefix(room);
    if (ring_limit_ == 0) return;
    if (bytes.size() > ring_limit_) bytes.remove_prefix(bytes.size() - ring_limit_);
    const std::size_t growth = std::min(bytes.size(), ring_limit_ - ring_.size());
    ring_.append(bytes.substr(0, growth));
    bytes.remove_prefix(growth);
    while (!bytes.empty()) {
        const std::size_t piece = std::min(bytes.size(), ring_limit_ - next_);
        std::ranges::copy(bytes.substr(0, piece), ring_.begin() + static_cast<std::ptrdiff_t>(next_));
        next_ = (next_ + piece) % ring_limit_;
        bytes.remove_prefix(piece);
    }
}

std::string Capture::ring_in_order() const { return ring_.substr(next_) + ring_.substr(0, next_); }

std::string Capture::head() const { return is_whole() ? head_ + ring_in_order() : head_; }

std::string Capture::tail() const { return is_whole() ? std::string() : ring_in_order(); }

}  // namespace tocsin::exec
