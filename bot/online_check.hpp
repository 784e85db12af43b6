// `check-config --online`: asks Slack and PagerDuty whether the tokens are good and may do what they must, and says what is missing, one
// line each with where to put it right. Main thread, over any HttpClient.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "bot/config.hpp"
#include "bot/net/http_client.hpp"

namespace tocsin {

enum class Verdict : std::uint8_t { good, wrong, remark };

struct Finding {
    Verdict verdict = Verdict::good;
    std::string line;
};

/// In the order in which a person should read them. Nothing is changed outside.
boost::asio::awaitable<std::vector<Finding>> check_online(const Config& config, net::HttpClient& http, const Clock& clock);

}  // namespace tocsin
