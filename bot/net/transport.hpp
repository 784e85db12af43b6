// One TCP connection with or without TLS, so that server and client are written once and TLS is instantiated in one
// file. Owned by whoever serves or uses the connection; I/O thread only; one read and one write at a time. A time-out is
// somebody calling `cancel`; the connection can still be written to after it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "bot/net/tls.hpp"

namespace tocsin::net {

class Transport {
public:
    using ErrorCode = boost::system::error_code;
    struct Moved {
        ErrorCode error;
        std::size_t bytes = 0;
    };

    explicit Transport(boost::asio::ip::tcp::socket socket);
    ~Transport();
    Transport(Transport&&) noexcept;
    Transport& operator=(Transport&&) noexcept;

    boost::asio::awaitable<ErrorCode> accept_tls(TlsContext context);
    /// Verifies that the certificate is trusted and made out to `host` (a name or an IP address).
    boost::asio::awaitable<ErrorCode> connect_tls(TlsContext context, std::string host);
    /// After a failed handshake: what was wrong with the certificate; empty if that was not the reason.
    std::string certificate_problem() const;

    /// At least one byte, or an error; end of file is an error.
    boost::asio::awaitable<Moved> read_some(char* data, std::size_t size);
    /// All of it, or an error. The bytes must stay where they are until then.
    boost::asio::awaitable<Moved> write(std::string_view bytes);

    /// close_notify, half-close, then reads and drops what still comes until the other side closes: so a client that is
    /// still sending sees our answer and not a reset. `cancel` cuts it short. The socket is closed after it.
    boost::asio::awaitable<void> finish();

    /// Whether an idle connection can be used again: the other side has neither closed nor said anything.
    bool is_quiet();
    void cancel();
    void close();

private:
    struct Tls;
    boost::asio::awaitable<bool> notify_close();

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<Tls> tls_;
};

}  // namespace tocsin::net
