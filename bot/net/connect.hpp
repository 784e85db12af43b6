// Name resolution and TCP connect with a firm end. Runs on the I/O thread; what the resolver is still doing at the
// deadline is left to end by itself, because getaddrinfo cannot be interrupted.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "bot/net/http_client.hpp"
#include "bot/net/tls.hpp"
#include "bot/net/transport.hpp"
#include "bot/net/url.hpp"

namespace tocsin::net {

/// Asked instead of the system's name service (tests). Empty: nobody has that name.
using NameService = std::function<std::vector<boost::asio::ip::address>(const std::string& host)>;

/// Tries every address of the host in turn, but those that `refuses` has an objection to: it is asked about the very addresses that are then
/// connected to, since a second look-up could answer differently. Fails with a sentence such as `connect to slack.com:443: connection refused`.
boost::asio::awaitable<std::expected<boost::asio::ip::tcp::socket, std::string>> connect_tcp(
    Origin origin, std::chrono::steady_clock::time_point due, AddressFilter refuses = {}, NameService names = {});

/// The same and, for https, TLS with a certificate that is trusted and made out to the host.
boost::asio::awaitable<std::expected<Transport, std::string>> connect_transport(
    Origin origin, TlsContext tls, std::chrono::steady_clock::time_point due, AddressFilter refuses = {}, NameService names = {});

}  // namespace tocsin::net
