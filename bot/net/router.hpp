// The route table: which endpoint answers a method and a path, and how large its body may be. A value that is filled
// once at start and then only read; owned by the Server, on the I/O thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bot/net/http.hpp"
#include "bot/net/limits.hpp"

namespace tocsin::net {

/// Answers one request. What it throws becomes a 500 with a generic text; the reason goes to the log.
using Endpoint = std::function<boost::asio::awaitable<Response>(Request)>;

struct Route {
    std::vector<std::string> methods;  ///< upper case; GET also serves HEAD
    std::string pattern;               ///< `/api/v1/incidents/{number}`: a `{name}` matches one non-empty segment
    std::size_t body_limit = kSmallBody;
    Endpoint endpoint;
};

class Router {
public:
    using PathParams = std::vector<std::pair<std::string, std::string>>;

    /// What a request met: a route, or 404 (`allow` empty), or 405 (`allow` = what the path would take).
    struct Match {
        const Route* route = nullptr;
        PathParams params;
        std::string allow;
    };

    /// The first route added that fits wins.
    Router& add(Route route);
    /// `path` without the query, still percent-encoded.
    Match find(std::string_view method, std::string_view path) const;

private:
    struct Entry {
        Route route;
        std::vector<std::string> segments;
    };
    std::vector<Entry> entries_;
};

}  // namespace tocsin::net
