// http steps: one exchange with a host of the allow-list, at an address that was checked. Owned by App; I/O thread only; what is under way ends
// by its own time-out or with the HttpClient.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bot/exec/executor.hpp"
#include "bot/exec/options.hpp"
#include "bot/exec/secrets.hpp"
#include "bot/net/http_client.hpp"

namespace tocsin::exec {

constexpr std::size_t kLargestAnswer = 256 * 1024;

struct HttpRequest {
    std::string method = "GET";
    std::string url;                               ///< https, or http to a loopback address that is listed
    std::map<std::string, std::string> headers{};  ///< secrets may stand here and nowhere else
    std::string body{};
    std::string idempotency_key{};                 ///< Idempotency-Key, where the step sets none itself; empty: none
    Duration timeout = std::chrono::seconds{30};   ///< for all of it
};

enum class HttpEnd : std::uint8_t {
    answered,  ///< with any status; a redirect is an answer
    refused,   ///< by our own rules, nothing was sent: repeating cannot help
    not_sent,  ///< the other side was not reached
    unclear,   ///< it may have acted, and no whole answer came
};

struct HttpResult {
    HttpEnd end = HttpEnd::refused;
    int status = 0;
    std::string why{};      ///< a sentence where `end` is not `answered`
    net::Headers headers{};  ///< cleaned and masked like the body
    Output body{};
    Duration took{};
};

class HttpExecutor {
public:
    HttpExecutor(net::HttpClient& client, std::vector<HttpHost> hosts, std::shared_ptr<const Secrets> secrets);

    boost::asio::awaitable<HttpResult> run(HttpRequest request);

private:
    std::expected<net::OutRequest, std::string> check(const HttpRequest& request) const;

    net::HttpClient& client_;
    std::vector<HttpHost> hosts_;
    std::shared_ptr<const Secrets> secrets_;
};

}  // namespace tocsin::exec
