#include "bot/exec/http_host.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/exec/address.hpp"

namespace tocsin::exec {
namespace {

/// Resolvers take `2130706433`, `0x7f.1` and `0177.0.0.1` for addresses; URL parsers differ. Only the plain form is one here.
bool is_odd_number(std::string_view host) {
    const std::string_view last = host.substr(host.rfind('.') + 1);
    return !last.empty() && last.front() >= '0' && last.front() <= '9' &&
           last.find_first_not_of("0123456789abcdefx") == std::string_view::npos;
}

}  // namespace

Result<HttpHost> parse_http_host(std::string_view given) {
    const auto bad = [](std::string message) { return fail(Errc::invalid_argument, std::move(message)); };
    std::string_view place = text::trim(given);
    HttpHost out;
    if (const auto space = place.find(' '); space != place.npos) {
        if (text::trim(place.substr(space)) != "private") return bad("may hold nothing after HOST:PORT but the word `private`");
        out.is_private = true;
        place = place.substr(0, space);
    }
    const auto url = net::parse_url(fmt::format("https://{}/", place));
    const auto colon = place.rfind(':');
    const bool has_port = colon != place.npos && place.find(']', colon) == place.npos;
    if (!url || url->authority != place || !has_port) return bad("must be HOST:PORT, such as checkout.internal:443");
    out.host = text::lower(url->origin.host);
    out.port = url->origin.port;
    boost::system::error_code no_address;
    const auto address = boost::asio::ip::make_address(out.host, no_address);
    if (no_address && (is_odd_number(out.host) || out.host.ends_with('.') || out.host.contains(':')))
        return bad("must name a host, without a dot at its end, or an address in its usual form");
    if (auto wrong = no_address ? std::string() : address_problem(out, address); !wrong.empty()) return bad("cannot be reached: " + wrong);
    return out;
}

const HttpHost* find_host(const std::vector<HttpHost>& hosts, const net::Origin& origin) {
    const auto is_it = [&](const HttpHost& host) { return host.port == origin.port && text::equals_ignoring_case(host.host, origin.host); };
    const auto found = std::ranges::find_if(hosts, is_it);
    return found == hosts.end() ? nullptr : &*found;
}

}  // namespace tocsin::exec
