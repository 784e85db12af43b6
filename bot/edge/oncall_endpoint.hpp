// Who is on call for other programs: `GET /api/v1/oncall`, `/api/v1/oncall/{schedule}` and its `/render` with a bearer token, and the calendar feeds
// under `/oncall/`, which calendars fetch with a token in the address. Owned by App; I/O thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bot/edge/api_access.hpp"
#include "bot/net/router.hpp"

namespace tocsin::edge {

class OncallEndpoint {
public:
    OncallEndpoint(Parts parts, std::vector<ApiToken> tokens) : parts_(parts), tokens_(std::move(tokens)) {}

    void add_api_routes(net::Router& router);
    /// Calendars are fetched from outside, so these belong to the public listener.
    void add_feed_routes(net::Router& router);

private:
    using Answer = boost::asio::awaitable<net::Response>;

    Answer get_oncall(net::Request request);
    Answer get_render(net::Request request);
    /// Why the request gets no answer: an unknown parameter, no file, no such schedule.
    std::optional<net::Response> refused(const net::Request& request, const std::vector<std::string_view>& parameters);
    Answer schedule_feed(net::Request request);
    Answer person_feed(net::Request request);
    Answer feed(std::string schedule, std::string person, std::string path, std::string token, Time now);

    Parts parts_;
    std::vector<ApiToken> tokens_;
};

}  // namespace tocsin::edge
