#include "bot/slack/api.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/slack/form.hpp"

namespace tocsin::slack {

std::string ts_of(Time at) {
    const auto micros = std::to_string(unix_micros(at) % 1'000'000);
    return std::to_string(unix_seconds(at)) + "." + std::string(6 - std::min<std::size_t>(6, micros.size()), '0') + micros;
}

std::optional<Time> time_of(const MessageTs& ts) {
    const auto dot = std::min(ts.value.find('.'), ts.value.size());
    const auto seconds = text::parse_int(std::string_view(ts.value).substr(0, dot));
    const auto micros = dot == ts.value.size() ? std::optional<std::int64_t>(0) : text::parse_int(std::string_view(ts.value).substr(dot + 1));
    if (!seconds || *seconds <= 0 || !micros) return std::nullopt;
    return time_from_unix_micros(*seconds * 1'000'000 + *micros);
}

}  // namespace tocsin::slack

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

ApiCall channel_members(const ChannelId& channel) { return with_form("conversations.members", {{"channel", channel.value}, {"limit", "1000"}}); }

ApiCall group_members(const UserGroupId& group) { return with_form("usergroups.users.list", {{"usergroup", group.value}}); }

ApiCall publish_home(const UserId& user, const std::string& view, const std::string& hash) {
    json arguments{{"user_id", user.value}, {"view", json::parse(view)}};
    if (!hash.empty()) arguments["hash"] = hash;
    return with_json("views.publish", arguments);
}

ApiCall set_topic(const ChannelId& channel, const std::string& topic) {
    return with_json("conversations.setTopic", {{"channel", channel.value}, {"topic", text::truncate(topic, kMaxTopic)}});
}
ApiCall set_purpose(const ChannelId& channel, const std::string& purpose) {
    return with_json("conversations.setPurpose", {{"channel", channel.value}, {"purpose", text::truncate(purpose, kMaxTopic)}});
}
ApiCall archive(const ChannelId& channel) { return with_json("conversations.archive", {{"channel", channel.value}}); }
ApiCall unarchive(const ChannelId& channel) { return with_form("conversations.unarchive", {{"channel", channel.value}}); }

ApiCall join(const ChannelId& channel) { return with_json("conversations.join", {{"channel", channel.value}}); }

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

ApiCall history_between(const ChannelId& channel, std::optional<Time> from, Time to, const std::string& cursor) {
    Fields fields{{"channel", channel.value}, {"latest", ts_of(to)}, {"inclusive", "true"}, {"limit", "200"}};
    if (from) fields["oldest"] = ts_of(*from);
    if (!cursor.empty()) fields["cursor"] = cursor;
    return with_form("conversations.history", fields);
}

ApiCall message_at(const ChannelId& channel, const MessageTs& ts) {
    return with_form("conversations.history", {{"channel", channel.value}, {"latest", ts.value}, {"oldest", ts.value}, {"inclusive", "true"}, {"limit", "1"}});
}

ApiCall reply_at(const ChannelId& channel, const MessageTs& parent, const MessageTs& ts) {
    // The thread's first message comes along whatever the range.
    return with_form("conversations.replies", {{"channel", channel.value}, {"ts", parent.value}, {"latest", ts.value}, {"oldest", ts.value},
                                               {"inclusive", "true"}, {"limit", "2"}});
}

ApiCall permalink(const ChannelId& channel, const MessageTs& ts) {
    return with_form("chat.getPermalink", {{"channel", channel.value}, {"message_ts", ts.value}});
}

ApiCall react(const ChannelId& channel, const MessageTs& ts, const std::string& emoji) {
    return with_json("reactions.add", {{"channel", channel.value}, {"timestamp", ts.value}, {"name", emoji}});
}
ApiCall unreact(const ChannelId& channel, const MessageTs& ts, const std::string& emoji) {
    return with_json("reactions.remove", {{"channel", channel.value}, {"timestamp", ts.value}, {"name", emoji}});
}

ApiCall post_ephemeral(const ChannelId& channel, const UserId& user, const Message& message, const MessageTs& thread) {
    json arguments = message_arguments(channel, message);
    for (const char* of_posts : {"unfurl_links", "unfurl_media"}) arguments.erase(of_posts);
    arguments["user"] = user.value;
    if (!thread.empty()) arguments["thread_ts"] = thread.value;
    return with_json("chat.postEphemeral", arguments);
}

ApiCall channel_info(const ChannelId& channel) { return with_form("conversations.info", {{"channel", channel.value}}); }
ApiCall list_groups() { return with_form("usergroups.list", {{"include_disabled", "true"}}); }

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

ApiCall open_connection() { return with_form("apps.connections.open", {}); }
ApiCall open_view(const std::string& trigger_id, const std::string& view) {
    return with_json("views.open", {{"trigger_id", trigger_id}, {"view", json::parse(view)}});
}

}  // namespace tocsin::slack::call
