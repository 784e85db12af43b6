#include "bot/net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "bot/base/text.hpp"

namespace tocsin::net {
namespace {

constexpr std::size_t kShownUrl = 80;

bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return error ? host == "localhost" : address.is_loopback();
}

bool is_host_byte(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || std::string_view("-._:").contains(c);
}

/// Fills host and port from `name`, `name:port`, `[v6]` or `[v6]:port`; false if it is none of them.
bool split_authority(std::string_view authority, Origin& origin) {
    const bool is_ipv6 = authority.starts_with('[');
    const auto close = is_ipv6 ? authority.find(']') : std::string_view::npos;
    if (is_ipv6 && close == std::string_view::npos) return false;
    const auto colon = is_ipv6 ? close + 1 : std::min(authority.find(':'), authority.size());
    const std::string_view rest = authority.substr(colon);
    origin.host = is_ipv6 ? authority.substr(1, close - 1) : authority.substr(0, colon);
    origin.port = rest.empty() ? (origin.tls ? "443" : "80") : rest.substr(1);
    const auto number = text::parse_int(origin.port);
    const bool port_ok = (rest.empty() || rest.front() == ':') && number && *number > 0 && *number <= 65535;
    return port_ok && !origin.host.empty() && std::ranges::all_of(origin.host, is_host_byte);
}

}  // namespace

Result<Url> parse_url(std::string_view url) {
    const auto bad = [&](std::string_view why) {
        return fail(Errc::invalid_argument, fmt::format("{}: {}", text::truncate(text::one_line(url), kShownUrl), why));
    };
    Url out;
    out.origin.tls = url.starts_with("https://");
    if (!out.origin.tls && !url.starts_with("http://")) return bad("must begin with https://");
    const bool is_visible = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7F; });
    if (!is_visible) return bad("must be visible ASCII");
    std::string_view rest = url.substr(url.find("//") + 2);
    rest = rest.substr(0, rest.find('#'));
    const auto slash = std::min(rest.find_first_of("/?"), rest.size());
    out.authority = rest.substr(0, slash);
    out.target = rest.substr(slash);
    if (!out.target.starts_with('/')) out.target.insert(0, "/");
    if (out.authority.contains('@')) return bad("must hold no user name");
    if (!split_authority(out.authority, out.origin)) return bad("host or port is wrong");
    if (!out.origin.tls && !is_loopback(out.origin.host)) return bad("http:// is for loopback only; use https://");
    return out;
}

}  // namespace tocsin::net
