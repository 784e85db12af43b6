// Slack's slash commands as the bytes that go over the wire, signed before the clock starts: signing costs what the
// server under test should have. Owned by the load generator; one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::bench {

/// `count` different requests `/incident …`, one after another in one piece of memory.
class Requests {
public:
    /// Each has a trigger_id that no other run has; the channels of `channels` incidents take turns. With an empty `text` each is a
    /// note that differs a little from the last.
    Requests(std::size_t count, int channels, const std::string& text);

    std::size_t size() const { return ends_.size(); }
    std::string_view operator[](std::size_t index) const {
        const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(bytes_).substr(begin, ends_[index] - begin);
    }

private:
    std::string bytes_;
    std::vector<std::size_t> ends_;
};

}  // namespace tocsin::bench
