// Every number that protects the server from its clients, in one place, so that a test can shorten it. Values; any thread.
#pragma once

#include <chrono>
#include <cstddef>

namespace tocsin::net {

constexpr std::size_t kSmallBody = 256 * 1024;    ///< routes by default; PagerDuty sends at most 256 KB
constexpr std::size_t kLargeBody = 1024 * 1024;   ///< /slack and /alerts

/// What a request head may hold.
struct HeadLimits {
    std::size_t bytes = 8 * 1024;  ///< request line, fields and the empty line together
    std::size_t fields = 100;
    std::size_t target_bytes = 4 * 1024;
};

/// How long and how much a connection may take. 408 is answered where a request had begun; an idle one is just closed.
struct Limits {
    using Time = std::chrono::milliseconds;

    HeadLimits head;
    Time tls_handshake = std::chrono::seconds{5};
    Time head_time = std::chrono::seconds{10};  ///< from the first byte of a request to the end of its head
    Time body_time = std::chrono::seconds{20};  ///< from the end of the head to the end of the body
    Time body_grace = std::chrono::seconds{5};  ///< how long a body may take before `body_rate` counts
    std::size_t body_rate = 1000;               ///< bytes a second
    Time idle = std::chrono::seconds{15};       ///< between two requests
    Time write = std::chrono::seconds{10};      ///< for one response
    Time linger = std::chrono::milliseconds{800};  ///< after the last response: close_notify, half-close, drain, then close
    Time accept_pause = std::chrono::milliseconds{100};  ///< when the process is out of file descriptors
    std::size_t requests_per_connection = 1000;
    std::size_t connections = 4096;
    std::size_t connections_per_address = 0;  ///< 0 = no limit: behind a proxy every client has the same address
};

}  // namespace tocsin::net
