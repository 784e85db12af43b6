// Slack's commands and presses as the bytes that go over the wire, signed before the clock starts: signing costs what the
// server under test should have. Owned by the load generator; one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::bench {

/// What each request is: `/incident …`, a button that says the same, one that opens a form, or the talk of busy channels that are no incident's,
/// as the Events API tells it.
enum class RequestKind : std::uint8_t { command, press, form, talk };

/// `count` different requests, one after another in one piece of memory.
class Requests {
public:
    /// Each has a trigger_id that no other run has; the channels of `channels` incidents take turns. With an empty `text` each command is a
    /// note that differs a little from the last.
    Requests(std::size_t count, int channels, RequestKind kind = RequestKind::command, const std::string& text = {});

    std::size_t size() const { return ends_.size(); }
    std::string_view operator[](std::size_t index) const {
        const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::string_view(bytes_).substr(begin, ends_[index] - begin);
    }

private:
    void add(std::string_view content_type, const std::string& timestamp, const std::string& body);

    std::string bytes_;
    std::vector<std::size_t> ends_;
};

}  // namespace tocsin::bench
