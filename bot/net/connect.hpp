// Name resolution and TCP connect with a firm end. Runs on the I/O thread; what the resolver is still doing at the
// deadline is left to end by itself, because getaddrinfo cannot be interrupted.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <expected>
#include <string>

#include "bot/net/url.hpp"

namespace tocsin::net {

/// Tries every address of the host in turn. Fails with a sentence such as `connect to slack.com:443: connection refused`.
boost::asio::awaitable<std::expected<boost::asio::ip::tcp::socket, std::string>> connect_tcp(
    Origin origin, std::chrono::steady_clock::time_point due);

}  // namespace tocsin::net
