#include "bench/requests.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iterator>

#include "bench/names.hpp"
#include "bot/net/http.hpp"
#include "bot/slack/signature.hpp"

namespace tocsin::bench {

Requests::Requests(std::size_t count, int channels, const std::string& text) {
    using std::chrono::system_clock;
    const auto now = system_clock::now().time_since_epoch();
    const auto run = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    const std::string timestamp = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count());
    bytes_.reserve(count * 1100);
    ends_.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        // The fields and their order are those of Slack's own requests.
        const std::string channel = channel_of(static_cast<long long>(i) % channels + 1);
        const std::string body = fmt::format(
            "token=gIkuvaNzQIHg97ATvDxqgjtO&team_id={0}&team_domain=example&channel_id={1}&channel_name=inc-{1}&user_id={2}"
            "&user_name=alice&command=%2Fincident&text={3}"
            "&api_app_id=A123456&is_enterprise_install=false"
            "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F{0}%2F1234567890%2FabcdefghIJKLMNOPqrstuvwx"
            "&trigger_id={4}.{5}.0123456789abcdef0123456789abcdef",
            kTeam, channel, kUser, text.empty() ? fmt::format("note+error+rate+of+checkout+is+down+to+{}+per+minute%2C+watching", i % 1000) : net::percent_encode(text),
            run, i);
        fmt::format_to(std::back_inserter(bytes_),
                       "POST /slack/events HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
                       "Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\nX-Slack-Signature: {}\r\n"
                       "X-Slack-Request-Timestamp: {}\r\nContent-Length: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{}",
                       slack::sign(kSecret, timestamp, body), timestamp, body.size(), body);
        ends_.push_back(bytes_.size());
    }
}

}  // namespace tocsin::bench
