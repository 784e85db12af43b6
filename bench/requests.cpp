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

/// Of ten events seven are messages, two edits, one an emoji.
std::string talk(std::size_t i, int channels, long long run) {
    const std::string channel = fmt::format("C0TALK{:04}", i % static_cast<std::size_t>(channels));
    const std::string ts = fmt::format("{}.{:06}", run / 1'000'000, i % 1'000'000);
    const std::string message = fmt::format(R"("user":"U0{:05}","text":"has anybody seen the numbers of this morning? they look fine to me","ts":"{}")", i % 5000, ts);
    std::string inner = fmt::format(R"({{"type":"message","channel":"{}","channel_type":"channel",{},"event_ts":"{}"}})", channel, message, ts);
    if (i % 10 == 3 || i % 10 == 7)
        inner = fmt::format(R"({{"type":"message","subtype":"message_changed","channel":"{0}","ts":"{1}","event_ts":"{1}","message":{{"type":"message",{2},)"
                            R"("edited":{{"user":"U0","ts":"{1}"}}}},"previous_message":{{"type":"message",{2}}}}})", channel, ts, message);
    if (i % 10 == 9)
        inner = fmt::format(R"({{"type":"reaction_added","user":"U1","reaction":"eyes","item":{{"type":"message","channel":"{}","ts":"{}"}},"event_ts":"{}"}})", channel, ts, ts);
    return fmt::format(R"({{"token":"gIkuvaNzQIHg97ATvDxqgjtO","team_id":"{}","api_app_id":"A123456","event":{},"type":"event_callback",)"
                       R"("event_id":"Ev{}{}","event_time":{}}})", kTeam, inner, run, i, run / 1'000'000);
}

struct Place {
    std::string channel;
    long long incident;
    std::string trigger;
};

/// The fields and their order are those of Slack's own requests.
std::string command_body(const Place& at, std::size_t i, const std::string& text) {
    return fmt::format(
        "token=gIkuvaNzQIHg97ATvDxqgjtO&team_id={0}&team_domain=example&channel_id={1}&channel_name=inc-{1}&user_id={2}"
        "&user_name=alice&command=%2Fincident&text={3}"
        "&api_app_id=A123456&is_enterprise_install=false"
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F{0}%2F1234567890%2FabcdefghIJKLMNOPqrstuvwx"
        "&trigger_id={4}",
        kTeam, at.channel, kUser, text.empty() ? fmt::format("note+error+rate+of+checkout+is+down+to+{}+per+minute%2C+watching", i % 1000) : net::percent_encode(text),
        at.trigger);
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

std::string body_of(RequestKind kind, const Place& at, std::size_t i, int channels, long long run, const std::string& text) {
    const IncidentNumber incident(at.incident);
    switch (kind) {
        case RequestKind::command: return command_body(at, i, text);
        case RequestKind::press:
            return press_body(at, {ButtonAction::say, incident, Status::investigating, {}, fmt::format("note INC-{} error rate is down to {} per minute", at.incident, i % 1000)});
        case RequestKind::form: return press_body(at, {ButtonAction::open_form, incident, Status::investigating, {}, "note"});
        case RequestKind::talk: return talk(i, channels, run);
    }
    return {};
}

}  // namespace

Requests::Requests(std::size_t count, int channels, RequestKind kind, const std::string& text) {
    using std::chrono::system_clock;
    const auto now = system_clock::now().time_since_epoch();
    const auto run = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
    const std::string timestamp = std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count());
    bytes_.reserve(count * 1100);
    ends_.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const long long incident = static_cast<long long>(i) % channels + 1;
        const Place at{channel_of(incident), incident, fmt::format("{}.{}.0123456789abcdef0123456789abcdef", run, i)};
        add(kind == RequestKind::talk ? "application/json" : "application/x-www-form-urlencoded", timestamp, body_of(kind, at, i, channels, run, text));
    }
}

void Requests::add(std::string_view content_type, const std::string& timestamp, const std::string& body) {
    fmt::format_to(std::back_inserter(bytes_),
                   "POST /slack/events HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
                   "Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\nX-Slack-Signature: {}\r\n"
                   "X-Slack-Request-Timestamp: {}\r\nContent-Length: {}\r\nContent-Type: {}\r\n\r\n{}",
                   slack::sign(kSecret, timestamp, body), timestamp, body.size(), content_type, body);
    ends_.push_back(bytes_.size());
}

}  // namespace tocsin::bench
