#include "bench/requests.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iterator>

#include "bench/names.hpp"
#include "bot/net/http.hpp"
#include "bot/slack/button_codec.hpp"
#include "bot/slack/signature.hpp"

namespace tocsin::bench {

namespace {

struct Place {
    std::string channel;
    long long incident;
    std::string trigger;
};

/// The fields and their order are those of Slack's own requests.
std::string command_body(const Place& at, std::size_t i) {
    return fmt::format(
        "token=gIkuvaNzQIHg97ATvDxqgjtO&team_id={0}&team_domain=example&channel_id={1}&channel_name=inc-{1}&user_id={2}"
        "&user_name=alice&command=%2Fincident&text=note+error+rate+of+checkout+is+down+to+{3}+per+minute%2C+watching"
        "&api_app_id=A123456&is_enterprise_install=false"
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F{0}%2F1234567890%2FabcdefghIJKLMNOPqrstuvwx"
        "&trigger_id={4}",
        kTeam, at.channel, kUser, i % 1000, at.trigger);
}

std::string press_body(const Place& at, const Button& button) {
    const auto encoded = slack::encode_button(button).value();
    const std::string payload = fmt::format(
        R"({{"type":"block_actions","user":{{"id":"{0}","username":"alice","team_id":"{1}"}},"api_app_id":"A123456","token":"gIkuvaNzQIHg97ATvDxqgjtO",)"
        R"("container":{{"type":"message","message_ts":"1700000000.000100","channel_id":"{2}","is_ephemeral":false}},"trigger_id":"{3}",)"
        R"("team":{{"id":"{1}","domain":"example"}},"channel":{{"id":"{2}","name":"inc"}},)"
        R"("response_url":"https://hooks.slack.com/actions/{1}/1234567890/abcdefghIJKLMNOPqrstuvwx",)"
        R"("actions":[{{"type":"button","action_id":"{4}{5}","block_id":"b","value":"{6}","action_ts":"1700000000.000100"}}]}})",
        kUser, kTeam, at.channel, at.trigger, encoded.action_id, button.action == ButtonAction::say ? ".1" : "", encoded.value);
    return "payload=" + net::percent_encode(payload);
}

std::string body_of(RequestKind kind, const Place& at, std::size_t i) {
    const IncidentNumber incident(at.incident);
    switch (kind) {
        case RequestKind::command: return command_body(at, i);
        case RequestKind::press:
            return press_body(at, {ButtonAction::say, incident, Status::investigating, {}, fmt::format("note INC-{} error rate is down to {} per minute", at.incident, i % 1000)});
        case RequestKind::form: return press_body(at, {ButtonAction::open_form, incident, Status::investigating, {}, "note"});
    }
    return {};
}

}  // namespace

Requests::Requests(std::size_t count, int channels, RequestKind kind) {
    using std::chrono::system_clock;
    const auto now = system_clock::now().time_since_epoch();
    const auto run = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    const std::string timestamp = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count());
    bytes_.reserve(count * 1100);
    ends_.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const long long incident = static_cast<long long>(i) % channels + 1;
        const std::string body = body_of(kind, {channel_of(incident), incident, fmt::format("{}.{}.0123456789abcdef0123456789abcdef", run, i)}, i);
        fmt::format_to(std::back_inserter(bytes_),
                       "POST /slack/events HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
                       "Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\nX-Slack-Signature: {}\r\n"
                       "X-Slack-Request-Timestamp: {}\r\nContent-Length: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{}",
                       slack::sign(kSecret, timestamp, body), timestamp, body.size(), body);
        ends_.push_back(bytes_.size());
    }
}

}  // namespace tocsin::bench
