#include "bot/slack/api.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/slack/form.hpp"

namespace tocsin::slack::call {
namespace {

using nlohmann::json;
using Fields = std::map<std::string, std::string, std::less<>>;

constexpr std::size_t kMaxInvited = 100;
constexpr std::size_t kMaxTopic = 250;
constexpr std::string_view kDeliveryEvent = "tocsin_delivery";

ApiCall with_json(std::string method, const json& arguments) {
    return {std::move(method), "application/json; charset=utf-8", arguments.dump(-1, ' ', false, json::error_handler_t::replace)};
}
ApiCall with_form(std::string method, const Fields& arguments) {
    return {std::move(method), "application/x-www-form-urlencoded", encode_form(arguments)};
}

/// Slack's `1531420618.000100`, which is also how history takes a time.
std::string ts_of(Time at) {
    const auto micros = std::to_string(unix_micros(at) % 1'000'000);
    return std::to_string(unix_seconds(at)) + "." + std::string(6 - std::min<std::size_t>(6, micros.size()), '0') + micros;
}

json message_arguments(const ChannelId& channel, const Message& message) {
    return {{"channel", channel.value},
            {"text", message.text},
            {"blocks", json::parse(message.blocks)},
            {"parse", "none"},
            {"link_names", false},
            {"unfurl_links", false},
            {"unfurl_media", false}};
}

}  // namespace

ApiCall auth_test() { return with_json("auth.test", json::object()); }

ApiCall create_channel(const std::string& name, bool is_private) {
    return with_json("conversations.create", {{"name", name}, {"is_private", is_private}});
}

ApiCall invite(const ChannelId& channel, std::span<const UserId> users) {
    std::string list;
    for (const UserId& user : users.first(std::min(users.size(), kMaxInvited))) list += (list.empty() ? "" : ",") + user.value;
    return with_json("conversations.invite", {{"channel", channel.value}, {"users", list}, {"force", true}});
}

ApiCall set_user_group(const std::string& group, std::span<const UserId> users) {
    std::string list;
    for (const UserId& user : users) list += (list.empty() ? "" : ",") + user.value;
    return with_json("usergroups.users.update", {{"usergroup", group}, {"users", list}});
}

ApiCall set_topic(const ChannelId& channel, const std::string& topic) {
    return with_json("conversations.setTopic", {{"channel", channel.value}, {"topic", text::truncate(topic, kMaxTopic)}});
}
ApiCall set_purpose(const ChannelId& channel, const std::string& purpose) {
    return with_json("conversations.setPurpose", {{"channel", channel.value}, {"purpose", text::truncate(purpose, kMaxTopic)}});
}
ApiCall archive(const ChannelId& channel) { return with_json("conversations.archive", {{"channel", channel.value}}); }
ApiCall unarchive(const ChannelId& channel) { return with_form("conversations.unarchive", {{"channel", channel.value}}); }

ApiCall post_message(const ChannelId& channel, const Message& message, OutboxId row, OutboxId through, const MessageTs& thread) {
    json arguments = message_arguments(channel, message);
    json payload{{"row", row.value}};
    if (!through.none()) payload["through"] = through.value;
    if (!thread.empty()) arguments["thread_ts"] = thread.value;
    arguments["metadata"] = {{"event_type", kDeliveryEvent}, {"event_payload", std::move(payload)}};
    return with_json("chat.postMessage", arguments);
}

ApiCall update_message(const ChannelId& channel, const MessageTs& ts, const Message& message) {
    json arguments = message_arguments(channel, message);
    for (const char* only_when_new : {"unfurl_links", "unfurl_media"}) arguments.erase(only_when_new);
    arguments["ts"] = ts.value;
    return with_json("chat.update", arguments);
}

ApiCall pin(const ChannelId& channel, const MessageTs& ts) {
    return with_json("pins.add", {{"channel", channel.value}, {"timestamp", ts.value}});
}

ApiCall open_direct(const UserId& user) { return with_json("conversations.open", {{"users", user.value}}); }

ApiCall history(const ChannelId& channel, std::optional<Time> oldest, const std::string& cursor, int limit) {
    Fields fields{{"channel", channel.value}, {"include_all_metadata", "true"}, {"limit", std::to_string(limit)}};
    if (oldest) fields.insert({{"oldest", ts_of(*oldest)}, {"inclusive", "true"}});
    if (!cursor.empty()) fields["cursor"] = cursor;
    return with_form("conversations.history", fields);
}

ApiCall replies(const ChannelId& channel, const MessageTs& parent, std::optional<Time> oldest, const std::string& cursor, int limit) {
    auto request = history(channel, oldest, cursor, limit);
    return {"conversations.replies", request.content_type, request.body + "&ts=" + parent.value};
}

ApiCall list_channels(const std::string& cursor) {
    Fields fields{{"types", "public_channel,private_channel"}, {"limit", "1000"}};
    if (!cursor.empty()) fields["cursor"] = cursor;
    return with_form("conversations.list", fields);
}

ApiCall user_info(const UserId& user) { return with_form("users.info", {{"user", user.value}}); }
ApiCall user_by_email(const std::string& email) { return with_form("users.lookupByEmail", {{"email", email}}); }

ApiCall upload_url(const std::string& filename, std::size_t bytes) {
    return with_form("files.getUploadURLExternal", {{"filename", filename}, {"length", std::to_string(bytes)}});
}

ApiCall complete_upload(const std::string& file_id, const std::string& title, const ChannelId& channel, const std::string& comment) {
    json arguments{{"files", json::array({{{"id", file_id}, {"title", title}}})}, {"channel_id", channel.value}};
    if (!comment.empty()) arguments["initial_comment"] = comment;
    return with_json("files.completeUploadExternal", arguments);
}

}  // namespace tocsin::slack::call
