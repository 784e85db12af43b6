// The allow-list of hosts for http steps. Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/exec/options.hpp"
#include "bot/net/url.hpp"

namespace tocsin::exec {

/// `checkout.internal:443` or, where it may lie in a private network, `checkout.internal:443 private`. Fails with what is wrong, to be said
/// after the text: no port, a number that is no dotted quad, a private address without the word.
Result<HttpHost> parse_http_host(std::string_view text);

/// The entry for this place; null if it is not listed. Names compare without case and otherwise byte for byte.
const HttpHost* find_host(const std::vector<HttpHost>& hosts, const net::Origin& origin);

}  // namespace tocsin::exec
