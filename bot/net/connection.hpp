// Serves one accepted connection from handshake to close. The coroutine is owned by the server's TaskGroup and runs on
// the I/O thread. Cancellation: `total` ends it after the request in flight (at once when idle), `terminal` at once.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "bot/net/server.hpp"
#include "bot/net/tls.hpp"

namespace tocsin::net {

/// What all connections of a server share; must outlive them.
struct ServerParts {
    const Limits& limits;
    const Router& router;
    const Clock& clock;
    ServerObserver& observer;
};

/// `tls` may be null: plain HTTP. `peer` is the remote address as text.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket, TlsContext tls, std::string peer,
                                              ServerParts parts);

}  // namespace tocsin::net
