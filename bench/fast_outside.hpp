// An outside that says yes at once and remembers nothing, so that neither its time nor its memory is taken for
// tocsin's. Owned by the benchmark's server; I/O thread.
#pragma once

#include <cstdint>

#include "bot/net/http_client.hpp"

namespace tocsin::bench {

class FastOutside final : public net::HttpClient {
public:
    boost::asio::awaitable<std::expected<net::Response, net::TransportError>> send(net::OutRequest request) override;
    std::uint64_t calls() const { return calls_; }
    /// Those that opened a form.
    std::uint64_t forms() const { return forms_; }

private:
    std::uint64_t calls_ = 0, forms_ = 0;
};

}  // namespace tocsin::bench
