// The parts of an absolute http(s) URL that a client needs. Pure; any thread.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "bot/base/error.hpp"

namespace tocsin::net {

/// Where a connection goes; also the key of the client's pool.
struct Origin {
    bool tls = true;
    std::string host;  ///< without the brackets of an IPv6 address
    std::string port;

    friend auto operator<=>(const Origin&, const Origin&) = default;
};

struct Url {
    Origin origin;
    std::string authority;  ///< host and, if given, port: the Host header
    std::string target;     ///< path and query, at least `/`
};

/// Fails (invalid_argument) if it is no http(s) URL, holds a user name, or is http:// to anything but loopback.
Result<Url> parse_url(std::string_view text);

}  // namespace tocsin::net
