// Which addresses an http step may reach, whatever name led there. Pure; any thread.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>

#include "bot/exec/options.hpp"

namespace tocsin::exec {

enum class Reach : std::uint8_t {
    everybody,  ///< global unicast (IANA special-purpose registries, RFC 6890)
    private_,   ///< loopback, RFC 1918, RFC 6598, unique local: a listed host may be there if it is marked `private`
    never,      ///< link-local (the clouds' metadata services), multicast, reserved, documentation, tunnels
};

/// An IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) counts as what it is.
Reach reach_of(const boost::asio::ip::address& address);

/// Why `host` must not be reached at this address; empty if it may. An address that the configuration names itself and marks `private` may be
/// of any kind.
std::string address_problem(const HttpHost& host, const boost::asio::ip::address& address);

}  // namespace tocsin::exec
