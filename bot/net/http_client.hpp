// The port through which everything outside is called: Slack, PagerDuty, response_url. Real (net/client), or simulated
// in process (sandbox, tests). Owned by App; used on the I/O thread only.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <functional>

#include "bot/base/error.hpp"
#include "bot/net/http.hpp"

namespace tocsin::net {

/// Why an address must not be connected to; empty if it may.
using AddressFilter = std::function<std::string(const boost::asio::ip::address&)>;

struct OutRequest {
    std::string method = "POST";
    std::string url;  ///< absolute; http:// only for loopback addresses
    Headers headers;
    std::string body;
    Duration timeout = std::chrono::seconds{10};  ///< for the whole exchange
    AddressFilter refuses{};       ///< asked after the look-up; such a request has a connection of its own
    std::size_t body_limit = 0;    ///< bytes of the answer's body; 0: the client's own limit
};

/// Whether the other side may have acted although no answer came: then look before repeating (design G3).
enum class Ambiguity { not_sent, maybe_sent };

struct TransportError {
    Ambiguity ambiguity = Ambiguity::not_sent;
    std::string message;  ///< e.g. `connect to slack.com:443: connection refused`
};

class HttpClient {
public:
    virtual ~HttpClient() = default;
    /// Any HTTP answer is a Response, whatever its status; redirects are not followed.
    virtual boost::asio::awaitable<std::expected<Response, TransportError>> send(OutRequest request) = 0;
};

}  // namespace tocsin::net
