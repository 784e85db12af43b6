// The HTTPS server: accepts, applies every limit and framing rule, hands whole requests to the router's endpoints.
// Owned by App; lives on the I/O thread; ends by `stop`, which must have returned before the Server is destroyed.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"
#include "bot/net/limits.hpp"
#include "bot/net/router.hpp"
#include "bot/net/tls.hpp"

namespace tocsin::net {

struct ServerOptions {
    std::string address = "127.0.0.1";  ///< IPv4 or IPv6 address to listen on
    std::uint16_t port = 0;             ///< 0 = any free one; `Server::port` tells which
    std::optional<TlsIdentity> tls;     ///< none = plain HTTP
    Limits limits;
};

/// Told what happens, for metrics. Called on the I/O thread; must not throw and must outlive the server.
class ServerObserver {
public:
    virtual ~ServerObserver() = default;
    virtual void connection_opened() {}
    virtual void connection_closed() {}
    /// `pattern` is the route's, or empty if no route was reached (refused, 404, 405).
    virtual void request_finished(std::string_view pattern, int status, std::chrono::nanoseconds took) {
        (void)pattern, (void)status, (void)took;
    }
};

class Server {
public:
    /// `clock` (for Request::received_at) and `observer` (may be null) must outlive the server.
    Server(boost::asio::any_io_executor executor, ServerOptions options, Router router, const Clock& clock,
           ServerObserver* observer = nullptr);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Loads the certificate, listens and begins to accept. Fails with a sentence if either cannot be done.
    Result<void> start();
    /// The port listened on; 0 before `start`.
    std::uint16_t port() const;
    std::size_t connections() const;

    /// New connections get the certificate as it is now in the files; on failure the old one stays in use.
    Result<void> reload_certificates();
    /// The same with another identity, which is kept for later reloads.
    Result<void> reload_certificates(TlsIdentity identity);

    /// Stops accepting, closes idle connections, lets requests in flight finish for at most `deadline`, then aborts what
    /// is left and returns when every connection has ended.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds deadline);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tocsin::net
