#include "bench/fast_outside.hpp"

#include <fmt/format.h>

#include "bench/names.hpp"

namespace tocsin::bench {

boost::asio::awaitable<std::expected<net::Response, net::TransportError>> FastOutside::send(net::OutRequest request) {
    ++calls_;
    forms_ += request.url.ends_with("/views.open");
    if (request.url.ends_with("/users.info"))
        co_return net::json_response(200, fmt::format(R"({{"ok":true,"user":{{"id":"{}","team_id":"{}","name":"alice","tz":"Europe/Warsaw",)"
                                                      R"("profile":{{"display_name":"Alice","email":"alice@example.com"}}}}}})", kUser, kTeam));
    co_return net::json_response(200, fmt::format(R"({{"ok":true,"channel":"CBENCH000001","ts":"1700000000.{:06}"}})", calls_ % 1000000));
}

}  // namespace tocsin::bench
