#include "bot/exec/address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace tocsin::exec {
namespace {

namespace ip = boost::asio::ip;

struct Range4 {
    std::uint32_t first;
    unsigned bits;
    Reach reach;
};

constexpr std::uint32_t quad(unsigned a, unsigned b, unsigned c, unsigned d) { return (a << 24U) | (b << 16U) | (c << 8U) | d; }

/// The first that holds counts. 100.100.100.200 and 192.0.0.192 are metadata services of clouds, too.
constexpr std::array kRanges4 = {
    Range4{quad(0, 0, 0, 0), 8, Reach::never},         Range4{quad(10, 0, 0, 0), 8, Reach::private_},
    Range4{quad(100, 100, 100, 200), 32, Reach::never}, Range4{quad(100, 64, 0, 0), 10, Reach::private_},
    Range4{quad(127, 0, 0, 0), 8, Reach::private_},    Range4{quad(169, 254, 0, 0), 16, Reach::never},
    Range4{quad(172, 16, 0, 0), 12, Reach::private_},  Range4{quad(192, 0, 0, 0), 24, Reach::never},
    Range4{quad(192, 0, 2, 0), 24, Reach::never},      Range4{quad(192, 88, 99, 0), 24, Reach::never},
    Range4{quad(192, 168, 0, 0), 16, Reach::private_}, Range4{quad(198, 18, 0, 0), 15, Reach::never},
    Range4{quad(198, 51, 100, 0), 24, Reach::never},   Range4{quad(203, 0, 113, 0), 24, Reach::never},
    Range4{quad(224, 0, 0, 0), 3, Reach::never},
};

Reach reach_of4(std::uint32_t address) {
    const auto in = [&](const Range4& range) { return ((address ^ range.first) >> (32 - range.bits)) == 0; };
    const auto found = std::ranges::find_if(kRanges4, in);
    return found == kRanges4.end() ? Reach::everybody : found->reach;
}

using Bytes = ip::address_v6::bytes_type;

bool begins(const Bytes& bytes, std::initializer_list<unsigned char> start) { return std::equal(start.begin(), start.end(), bytes.begin()); }

std::uint32_t quad_at(const Bytes& bytes, std::size_t at) { return quad(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]); }

/// The IPv4 address that the packets end up at.
std::optional<std::uint32_t> embedded(const Bytes& bytes) {
    if (begins(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) return quad_at(bytes, 12);     // ::ffff:0:0/96, mapped
    if (begins(bytes, {0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0})) return quad_at(bytes, 12);  // 64:ff9b::/96, NAT64
    if (begins(bytes, {0x20, 0x02})) return quad_at(bytes, 2);                                    // 2002::/16, 6to4
    return std::nullopt;
}

Reach reach_of6(const ip::address_v6& address) {
    const Bytes bytes = address.to_bytes();
    if (const auto inside = embedded(bytes)) return reach_of4(*inside);
    // Amazon's metadata service lies among the unique local ones.
    if (begins(bytes, {0xFD, 0, 0x0E, 0xC2}) && address == ip::make_address_v6("fd00:ec2::254")) return Reach::never;
    if (address.is_loopback() || (bytes[0] & 0xFEU) == 0xFC || begins(bytes, {0, 0x64, 0xFF, 0x9B, 0, 1})) return Reach::private_;
    const bool is_global = (bytes[0] & 0xE0U) == 0x20;  // 2000::/3 is all that is given out
    const bool is_special = (begins(bytes, {0x20, 0x01}) && bytes[2] < 2) || begins(bytes, {0x20, 0x01, 0x0D, 0xB8}) || begins(bytes, {0x3F, 0xFF});
    return is_global && !is_special ? Reach::everybody : Reach::never;
}

}  // namespace

Reach reach_of(const ip::address& address) { return address.is_v4() ? reach_of4(address.to_v4().to_uint()) : reach_of6(address.to_v6()); }

std::string address_problem(const HttpHost& host, const ip::address& address) {
    const Reach reach = reach_of(address);
    if (reach == Reach::everybody || (reach == Reach::private_ && host.is_private)) return "";
    boost::system::error_code no_address;
    if (host.is_private && ip::make_address(host.host, no_address) == address && !no_address) return "";
    if (reach == Reach::never) return fmt::format("{} is link-local, reserved or a metadata service", address.to_string());
    return fmt::format("{} is a private address; if that is meant, write `{}:{} private` in `runbooks.http_hosts`", address.to_string(), host.host,
                       host.port);
}

}  // namespace tocsin::exec
