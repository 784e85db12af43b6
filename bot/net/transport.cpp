// The one file that instantiates TLS streams: 15 seconds and a gigabyte to compile.
#include "bot/net/transport.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace tocsin::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
}

/// Owns the socket, because a stream that refers to one could not be moved.
struct Transport::Tls {
    asio::ssl::stream<tcp::socket> stream;
    Tls(tcp::socket socket, asio::ssl::context& context) : stream(std::move(socket), context) {}
};

Transport::Transport(tcp::socket socket) : socket_(std::move(socket)) {
    ErrorCode ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
}
Transport::~Transport() = default;
Transport::Transport(Transport&&) noexcept = default;
Transport& Transport::operator=(Transport&&) noexcept = default;

asio::awaitable<Transport::ErrorCode> Transport::accept_tls(TlsContext context) {
    tls_ = std::make_unique<Tls>(std::move(socket_), *context);
    const auto [error] = co_await tls_->stream.async_handshake(asio::ssl::stream_base::server, kAwait);
    co_return error;
}

asio::awaitable<Transport::ErrorCode> Transport::connect_tls(TlsContext context, std::string host) {
    tls_ = std::make_unique<Tls>(std::move(socket_), *context);
    SSL* ssl = tls_->stream.native_handle();
    X509_VERIFY_PARAM* rules = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const bool is_address = X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
    const bool is_set = is_address || (X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1 &&
                                       SSL_set_tlsext_host_name(ssl, host.c_str()) == 1);
    if (!is_set) co_return asio::error::make_error_code(asio::error::invalid_argument);
    const auto [error] = co_await tls_->stream.async_handshake(asio::ssl::stream_base::client, kAwait);
    co_return error;
}

std::string Transport::certificate_problem() const {
    const long problem = tls_ ? SSL_get_verify_result(tls_->stream.native_handle()) : X509_V_OK;
    return problem == X509_V_OK ? std::string() : X509_verify_cert_error_string(problem);
}

asio::awaitable<Transport::Moved> Transport::read_some(char* data, std::size_t size) {
    const auto buffer = asio::buffer(data, size);
    if (tls_) {
        const auto [error, bytes] = co_await tls_->stream.async_read_some(buffer, kAwait);
        co_return Moved{error, bytes};
    }
    const auto [error, bytes] = co_await socket_.async_read_some(buffer, kAwait);
    co_return Moved{error, bytes};
}

asio::awaitable<Transport::Moved> Transport::write(std::string_view text) {
    const auto buffer = asio::buffer(text.data(), text.size());
    if (tls_) {
        const auto [error, bytes] = co_await asio::async_write(tls_->stream, buffer, kAwait);
        co_return Moved{error, bytes};
    }
    const auto [error, bytes] = co_await asio::async_write(socket_, buffer, kAwait);
    co_return Moved{error, bytes};
}

/// False if cancelled.
asio::awaitable<bool> Transport::notify_close() {
    if (!tls_) co_return true;
    const auto [error] = co_await tls_->stream.async_shutdown(kAwait);
    co_return error != asio::error::operation_aborted;
}

asio::awaitable<void> Transport::finish() {
    ErrorCode ignored;
    if (co_await notify_close()) {
        tcp::socket& socket = tls_ ? tls_->stream.next_layer() : socket_;
        socket.shutdown(tcp::socket::shutdown_send, ignored);
        std::array<char, 2048> dropped;
        ErrorCode error;
        while (!error) std::tie(error, std::ignore) = co_await socket.async_read_some(asio::buffer(dropped), kAwait);
    }
    close();
}

bool Transport::is_quiet() {
    tcp::socket& socket = tls_ ? tls_->stream.next_layer() : socket_;
    char byte = 0;
    const auto got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Transport::cancel() {
    ErrorCode ignored;
    (tls_ ? tls_->stream.next_layer() : socket_).cancel(ignored);
}

void Transport::close() {
    ErrorCode ignored;
    (tls_ ? tls_->stream.next_layer() : socket_).close(ignored);
}

}  // namespace tocsin::net
