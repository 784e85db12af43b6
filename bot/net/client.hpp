// The real HttpClient: HTTPS with verified certificates and a small pool of kept connections. Owned by App; I/O thread
// only; ends by `close`. Exchanges under way at that time end by their own time-outs or by cancellation.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "bot/net/connect.hpp"
#include "bot/net/http_client.hpp"

namespace tocsin::net {

struct ClientOptions {
    std::string extra_ca_file{};  ///< PEM; trusted beside the system's certificates
    bool verify = true;         ///< false: whose certificate it is does not matter (health check over loopback)
    std::size_t body_limit = 8 * 1024 * 1024;
    std::size_t kept_per_origin = 4;                  ///< idle connections to one scheme, host and port
    std::chrono::seconds kept_for = std::chrono::seconds{30};
    NameService names{};
};

class Client final : public HttpClient {
public:
    /// Throws std::runtime_error if the certificates cannot be loaded.
    explicit Client(boost::asio::any_io_executor executor, ClientOptions options = {});
    ~Client() override;

    /// Not thread-safe; exchanges run side by side. Nothing is retried: who asks decides by `TransportError::ambiguity`.
    boost::asio::awaitable<std::expected<Response, TransportError>> send(OutRequest request) override;
    /// Drops the kept connections; later requests fail with `not_sent`.
    void close();

private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace tocsin::net
