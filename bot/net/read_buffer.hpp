// The one buffer a connection reads into: fixed in size, allocated once, reused for every request. What is left after a
// request is the start of the next (pipelining). A value; owned by one connection.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace tocsin::net {

class ReadBuffer {
public:
    explicit ReadBuffer(std::size_t capacity) : bytes_(new char[capacity]), capacity_(capacity) {}

    std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }

    struct Space {
        char* data;
        std::size_t size;
    };
    /// Where to read to; makes room by moving what is there to the front.
    Space space() {
        if (begin_ > 0) {
            std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        return {bytes_.get() + end_, capacity_ - end_};
    }
    void commit(std::size_t count) { end_ += count; }
    void consume(std::size_t count) { begin_ += count; }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace tocsin::net
