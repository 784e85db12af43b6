// The events that Slack tells the app of what happens in its channels (docs: apis/events-api). They wait until somebody
// fetches them; redelivery is the same body again, signed anew, with the headers of a retry.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"
#include "bot/sandbox/slack_workspace.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

std::string envelope(SlackState& state, Time now, json inner) {
    const json whole{{"token", "deprecated"},
                     {"team_id", state.options.team_id},
                     {"api_app_id", state.options.app_id},
                     {"event", std::move(inner)},
                     {"type", "event_callback"},
                     {"event_id", state.next_id("Ev")},
                     {"event_time", unix_seconds(now)},
                     {"is_ext_shared_channel", false},
                     {"authorizations", json::array({{{"enterprise_id", nullptr},
                                                      {"team_id", state.options.team_id},
                                                      {"user_id", state.options.bot_user},
                                                      {"is_bot", true},
                                                      {"is_enterprise_install", false}}})}};
    return whole.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Messages are subscribed to by the kind of conversation.
std::string subscription(const std::string& type, const SlackChannel* in) {
    if (type != "message" || in == nullptr) return type;
    return in->is_im ? "message.im" : in->is_private ? "message.groups" : "message.channels";
}

}  // namespace

void queue_event(SlackState& state, Time now, json inner, const SlackChannel* in) {
    const std::string type = inner.at("type");
    const auto& asked = state.options.events;
    if (!asked.empty() && !contains(asked, subscription(type, in))) return;
    if (in != nullptr && !in->has_member(state.options.bot_user)) return;
    if (!inner.contains("event_ts")) inner["event_ts"] = state.next_ts(now);
    state.events.push_back({type, envelope(state, now, std::move(inner))});
}

void queue_message_event(SlackState& state, Time now, const SlackChannel& in, const SlackMessage& message) {
    json event = message_json(state, message, true);
    event["type"] = "message";
    event["channel"] = in.id;
    event["channel_type"] = in.is_im ? "im" : in.is_private ? "group" : "channel";
    event["event_ts"] = message.ts;
    if (!message.files.empty()) event["subtype"] = "file_share";
    queue_event(state, now, event, &in);
    const bool mentions = message.bot_id.empty() && message.text.contains("<@" + state.options.bot_user + ">");
    // A mention is told twice, and never in direct messages (docs: events/app_mention).
    if (!mentions || in.is_im) return;
    json mention{{"type", "app_mention"}, {"user", message.user},   {"text", message.text},
                 {"ts", message.ts},      {"channel", in.id}, {"event_ts", message.ts}};
    if (!message.thread_ts.empty()) mention["thread_ts"] = message.thread_ts;
    queue_event(state, now, mention, &in);
}

net::Request SlackWorkspace::event(std::string_view inner_event) {
    return signed_request("/slack/events", "application/json", envelope(state_, clock_.now(), json::parse(inner_event)));
}

net::Request SlackWorkspace::url_verification(std::string_view challenge) {
    const json body{{"token", "deprecated"}, {"challenge", challenge}, {"type", "url_verification"}};
    return signed_request("/slack/events", "application/json", body.dump());
}

std::vector<net::Request> SlackWorkspace::take_events() {
    std::vector<net::Request> out;
    out.reserve(state_.events.size());
    for (const SlackEvent& event : state_.events)
        out.push_back(signed_request("/slack/events", "application/json", event.body));
    state_.events.clear();
    return out;
}

net::Request SlackWorkspace::retry(const net::Request& request, int number) const {
    auto again = signed_request(request.target, "application/json", request.body);
    again.headers.add("X-Slack-Retry-Num", std::to_string(number));
    again.headers.add("X-Slack-Retry-Reason", "http_timeout");
    return again;
}

}  // namespace tocsin::sandbox
