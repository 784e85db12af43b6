// What people do in the simulated workspace, and the requests that Slack then sends to the app. Shapes:
// Slack's "Implementing slash commands", "Handling user interaction" and "Events API" pages.
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "bot/base/crypto.hpp"
#include "bot/base/text.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"
#include "bot/sandbox/slack_workspace.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";

std::string mint_response_url(SlackState& state, std::string_view kind, SlackResponseUrl url) {
    const std::string serial = state.next_id("");
    const std::string secret = crypto::to_hex(crypto::sha256("response_url" + serial)).substr(0, 24);
    const std::string path = fmt::format("/{}/{}/{}/{}", kind, state.options.team_id, state.last_id, secret);
    state.response_urls[path] = std::move(url);
    return state.options.hooks_url + path;
}

std::string urlencoded(const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string out;
    for (const auto& [name, value] : fields)
        out += fmt::format("{}{}={}", out.empty() ? "" : "&", name, net::percent_encode(value));
    return out;
}

constexpr auto kPressed = std::to_array<std::string_view>({"button", "overflow", "static_select"});

void collect_buttons(const json& blocks, json& out) {
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const json& block = blocks[i];
        const auto take = [&](const json& element) {
            if (!element.is_object() || !contains(kPressed, element.value("type", ""))) return;
            json button = element;
            // Slack makes up the block ids that a message leaves out.
            button["block_id"] = block.value("block_id", fmt::format("b{}", i));
            out.push_back(std::move(button));
        };
        if (block.contains("accessory")) take(block["accessory"]);
        if (block.value("type", "") != "actions") continue;
        for (const json& element : block["elements"]) take(element);
    }
}

json buttons_of(const std::string& blocks) {
    json out = json::array();
    if (!blocks.empty()) collect_buttons(json::parse(blocks), out);
    return out;
}

void collect_text(const json& node, std::string& out) {
    if (node.is_object() && node.contains("text") && node["text"].is_string())
        out += node["text"].get<std::string>() + "\n";
    if (node.is_structured())
        for (const json& child : node) collect_text(child, out);
}

}  // namespace

Result<json> used_element(json element, const std::string& option) {
    for (const char* not_sent : {"url", "confirm", "accessibility_label", "placeholder"}) element.erase(not_sent);
    if (element["type"] == "button") return element;
    const json options = element["options"];
    element.erase("options");
    for (const json& one : options)
        if (one["value"] == option) element["selected_option"] = one;
    if (!element.contains("selected_option")) return fail(Errc::invalid_argument, "the menu has no option " + option);
    return element;
}

std::string mint_trigger(SlackState& state, const std::string& user, Time now) {
    const std::string serial = state.next_id("");
    const std::string proof = crypto::to_hex(crypto::sha256("trigger" + serial)).substr(0, 32);
    std::string id = fmt::format("{}.{}.{}", unix_micros(now) / 1000, state.last_id, proof);
    state.triggers[id] = {user, now, false};
    return id;
}

json user_json(const SlackState& state, const std::string& id) {
    const auto found = state.users.find(id);
    const std::string name = found == state.users.end() ? "" : found->second.name;
    return {{"id", id}, {"username", name}, {"name", name}, {"team_id", state.options.team_id}};
}

json interaction_json(SlackState& state, std::string_view type, const std::string& user, Time now) {
    return {{"type", type},
            {"user", user_json(state, user)},
            {"api_app_id", state.options.app_id},
            {"token", "deprecated"},
            {"trigger_id", mint_trigger(state, user, now)},
            {"team", {{"id", state.options.team_id}, {"domain", state.options.team_domain}}},
            {"enterprise", nullptr},
            {"is_enterprise_install", false}};
}

void SlackWorkspace::add_user(SlackUser user) {
    state_.users[user.id] = std::move(user);
}
void SlackWorkspace::add_user_group(SlackUserGroup group) {
    state_.user_groups[group.id] = std::move(group);
}

void SlackWorkspace::add_channel(std::string id, std::string name, std::vector<std::string> members,
                                 bool with_bot, bool is_private) {
    SlackChannel channel;
    channel.id = id;
    channel.name = std::move(name);
    channel.members = std::move(members);
    channel.creator = channel.members.empty() ? "" : channel.members.front();
    channel.created = clock_.now();
    channel.is_private = is_private;
    if (with_bot) channel.members.push_back(state_.options.bot_user);
    state_.channels[id] = std::move(channel);
}

net::Request SlackWorkspace::signed_request(std::string target, std::string content_type,
                                            std::string body) const {
    const std::string timestamp = std::to_string(unix_seconds(clock_.now()));
    net::Request request;
    request.method = "POST";
    request.target = std::move(target);
    request.headers.add("Content-Type", std::move(content_type));
    request.headers.add("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)");
    request.headers.add("X-Slack-Request-Timestamp", timestamp);
    request.headers.add("X-Slack-Signature", slack_signature(state_.options.signing_secret, timestamp, body));
    request.body = std::move(body);
    request.peer = "127.0.0.1";
    request.received_at = clock_.now();
    return request;
}

net::Request SlackWorkspace::slash_command(const std::string& user, const std::string& channel,
                                           const std::string& text) {
    const Time now = clock_.now();
    const SlackChannel* in = state_.channel(channel);
    const SlackUser* who = state_.user(user);
    const std::string url = mint_response_url(state_, "commands", {channel, user, {}, false, now, 0});
    return signed_request("/slack/commands", std::string(kForm),
                          urlencoded({{"token", "deprecated"},
                                {"team_id", state_.options.team_id},
                                {"team_domain", state_.options.team_domain},
                                {"channel_id", channel},
                                {"channel_name", in ? in->name : "directmessage"},
                                {"user_id", user},
                                {"user_name", who ? who->name : ""},
                                {"command", state_.options.command},
                                {"text", text},
                                {"api_app_id", state_.options.app_id},
                                {"is_enterprise_install", "false"},
                                {"response_url", url},
                                {"trigger_id", mint_trigger(state_, user, now)}}));
}

Result<net::Request> SlackWorkspace::press(const std::string& user, const std::string& channel,
                                           const std::string& message_ts, const std::string& action_id, const std::string& option) {
    const Time now = clock_.now();
    const SlackMessage* message = state_.message(channel, message_ts);
    const SlackEphemeral* ephemeral = state_.ephemeral(channel, message_ts);
    if (!message && (!ephemeral || ephemeral->user != user))
        return fail(Errc::invalid_argument, "no such message: " + message_ts);
    json action;
    for (const json& button : buttons_of(message ? message->blocks : ephemeral->blocks))
        if (button.value("action_id", "") == action_id) action = button;
    if (action.is_null()) return fail(Errc::invalid_argument, "no such button: " + action_id);
    auto sent = used_element(std::move(action), option);
    if (!sent) return std::unexpected(sent.error());
    action = std::move(*sent);
    action["action_ts"] = state_.next_ts(now);
    const SlackChannel* in = state_.channel(channel);
    json payload = interaction_json(state_, "block_actions", user, now);
    payload["container"] = {{"type", "message"}, {"message_ts", message_ts}, {"channel_id", channel}, {"is_ephemeral", !message}};
    payload["channel"] = {{"id", channel}, {"name", in ? in->name : "directmessage"}};
    payload["state"] = {{"values", json::object()}};
    payload["response_url"] = mint_response_url(state_, "actions", {channel, user, message_ts, !message, now, 0});
    payload["actions"] = json::array({action});
    // Slack does not send an ephemeral's content back.
    if (message) payload["message"] = message_json(state_, *message, false);
    return interaction(payload.dump());
}

net::Request SlackWorkspace::interaction(const std::string& body) const {
    return signed_request("/slack/interactions", std::string(kForm), urlencoded({{"payload", body}}));
}

Result<net::Request> SlackWorkspace::message_shortcut(const std::string& user, const std::string& channel, const std::string& ts,
                                                      const std::string& callback_id) {
    const SlackMessage* message = state_.message(channel, ts);
    if (!message) return fail(Errc::invalid_argument, "no such message: " + ts);
    json payload = interaction_json(state_, "message_action", user, clock_.now());
    payload["callback_id"] = callback_id;
    payload["channel"] = {{"id", channel}, {"name", state_.channel(channel)->name}};
    payload["message_ts"] = ts;
    payload["action_ts"] = state_.next_ts(clock_.now());
    payload["message"] = message_json(state_, *message, false);
    payload["response_url"] = mint_response_url(state_, "app", {channel, user, {}, false, clock_.now(), 0});
    return interaction(payload.dump());
}

net::Request SlackWorkspace::shortcut(const std::string& user, const std::string& callback_id) {
    json payload = interaction_json(state_, "shortcut", user, clock_.now());
    payload["callback_id"] = callback_id;
    payload["action_ts"] = state_.next_ts(clock_.now());
    return interaction(payload.dump());
}

std::vector<ShownButton> SlackWorkspace::shown_buttons(const std::string& channel, const std::string& ts) const {
    auto& state = const_cast<SlackState&>(state_);
    const SlackMessage* message = state.message(channel, ts);
    const SlackEphemeral* ephemeral = state.ephemeral(channel, ts);
    std::vector<ShownButton> out;
    if (!message && !ephemeral) return out;
    for (const json& button : buttons_of(message ? message->blocks : ephemeral->blocks)) {
        const json label = button.value("text", json::object());
        out.push_back({button.value("action_id", ""), label.value("text", ""), button.value("value", "")});
    }
    return out;
}

std::vector<std::string> SlackWorkspace::buttons(const std::string& channel, const std::string& ts) const {
    std::vector<std::string> out;
    for (auto& button : shown_buttons(channel, ts)) out.push_back(std::move(button.action));
    return out;
}

std::string SlackWorkspace::visible_text(std::string_view text, std::string_view blocks) {
    std::string out(text);
    out += '\n';
    if (!blocks.empty()) collect_text(json::parse(blocks), out);
    return out;
}

}  // namespace tocsin::sandbox
