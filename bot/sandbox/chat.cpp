// chat.*: posting, editing, deleting. Limits and semantics as in Slack's method pages; texts over 4,000 bytes
// are refused where Slack only advises against them, because such a message could never be edited.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/block_kit_check.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/live_mentions.hpp"
#include "bot/sandbox/slack_methods.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr std::size_t kText = 4000, kMarkdownText = 12000, kMetadata = 8000, kAttachments = 100;

std::expected<void, SlackRefusal> take_blocks(const SlackCall& call, MessageContent& content) {
    if (!call.has("blocks")) return {};
    content.blocks = call.text("blocks");
    auto problems = check_blocks(content.blocks, BlockSurface::message);
    if (problems.empty()) return {};
    return refuse(problems.front().starts_with("[FORMAT]") ? "invalid_blocks_format" : "invalid_blocks",
                  std::move(problems));
}

std::expected<void, SlackRefusal> take_metadata(const SlackCall& call, MessageContent& content) {
    if (!call.has("metadata")) return {};
    content.metadata = call.text("metadata");
    if (content.metadata.size() > kMetadata) return refuse("metadata_too_large");
    const json parsed = json::parse(content.metadata, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("event_type") || !parsed["event_type"].is_string() ||
        !parsed.contains("event_payload") || !parsed["event_payload"].is_object())
        return refuse("invalid_metadata_format");
    return {};
}

std::expected<void, SlackRefusal> check_thread(const SlackCall& call, const SlackChannel& channel) {
    if (!call.has("thread_ts") || call.state.message(channel.id, call.text("thread_ts"))) return {};
    return refuse("thread_not_found");
}

// A message that was posted is the app's own; another's, or a person's, cannot be changed with a bot token.
std::expected<SlackMessage*, SlackRefusal> own_message(const SlackCall& call, const char* foreign) {
    SlackChannel* channel = call.state.channel(call.text("channel"));
    if (!channel) return refuse("channel_not_found");
    if (channel->archived) return refuse("is_inactive");
    SlackMessage* message = call.state.message(channel->id, call.text("ts"));
    if (!message) return refuse("message_not_found");
    if (message->bot_id != call.state.options.bot_id) return refuse(foreign);
    return message;
}

}  // namespace

std::expected<MessageContent, SlackRefusal> message_content(const SlackCall& call) {
    MessageContent content{
        call.text("text"), {}, {}, call.flag("link_names") || call.text("parse") == "full"};
    if (auto ok = take_blocks(call, content); !ok) return std::unexpected(ok.error());
    if (auto ok = take_metadata(call, content); !ok) return std::unexpected(ok.error());
    if (call.has("markdown_text")) {
        if (call.has("text") || call.has("blocks")) return refuse("markdown_text_conflict");
        content.text = call.text("markdown_text");
        if (content.text.size() > kMarkdownText) return refuse("msg_too_long");
    } else if (content.text.size() > kText) {
        return refuse("msg_too_long");
    }
    if (call.has("attachments")) {
        const json attachments = json::parse(call.text("attachments"), nullptr, false);
        if (!attachments.is_array()) return refuse("invalid_attachments");
        if (attachments.size() > kAttachments) return refuse("too_many_attachments");
    }
    if (content.text.empty() && (content.blocks.empty() || content.blocks == "[]") &&
        !call.has("attachments"))
        return refuse("no_text");
    if (content.text.empty() && !content.blocks.empty())
        call.violation("blocks without text: notifications and screen readers have nothing to say");
    return content;
}

void note_live_mentions(SlackState& state, Time now, std::string_view method, const std::string& channel,
                        const std::string& ts, const MessageContent& content) {
    for (std::string& mention : live_mentions_of(content.text, content.blocks, content.parse_names)) {
        if (!contains(state.allowed_mentions, mention))
            state.violations.push_back(
                {now, std::string(method), fmt::format("live mention {} in {} {}", mention, channel, ts)});
        state.live_mentions.push_back({channel, ts, std::move(mention), content.text});
    }
}

SlackMessage& append_message(SlackState& state, SlackChannel& channel, Time now,
                             const MessageContent& content, const std::string& user,
                             const std::string& bot_id) {
    SlackMessage message;
    message.ts = state.next_ts(now);
    message.channel = channel.id;
    message.user = user;
    message.bot_id = bot_id;
    message.text = content.text;
    message.blocks = content.blocks;
    message.metadata = content.metadata;
    message.versions.push_back({now, content.text, content.blocks});
    channel.messages.push_back(std::move(message));
    return channel.messages.back();
}

void edit_message(SlackMessage& message, Time now, const std::string& text, const std::string& blocks) {
    message.text = text;
    message.blocks = blocks == "[]" ? "" : blocks;
    // Slack marks an edit only where it has no blocks.
    if (message.blocks.empty()) message.edited = true;
    message.versions.push_back({now, message.text, message.blocks});
}

SlackAnswer chat_post_message(const SlackCall& call) {
    SlackState& state = call.state;
    SlackChannel* channel = state.channel(call.text("channel"));
    const bool member = channel && channel->has_member(state.options.bot_user);
    if (!channel || (channel->is_private && !member)) return refuse("channel_not_found");
    if (channel->archived) return refuse("is_archived");
    if (!member && !call.granted("chat:write.public")) return refuse("not_in_channel");
    const bool customized = call.has("username") || call.has("icon_emoji") || call.has("icon_url");
    if (customized && !call.granted("chat:write.customize"))
        return refuse("missing_scope", {}, R"({"needed":"chat:write.customize"})");
    auto content = message_content(call);
    if (!content) return std::unexpected(content.error());
    if (auto ok = check_thread(call, *channel); !ok) return std::unexpected(ok.error());
    SlackMessage& message =
        append_message(state, *channel, call.now, *content, state.options.bot_user, state.options.bot_id);
    message.thread_ts = call.text("thread_ts");
    note_live_mentions(state, call.now, call.method, channel->id, message.ts, *content);
    queue_message_event(state, call.now, *channel, message);
    return json{{"channel", channel->id}, {"ts", message.ts}, {"message", message_json(state, message, true)}};
}

SlackAnswer chat_update(const SlackCall& call) {
    auto message = own_message(call, "cant_update_message");
    if (!message) return std::unexpected(message.error());
    auto content = message_content(call);
    // Clearing the blocks of a message that keeps its text is allowed, so an empty list is something to say
    // here.
    if (!content) return std::unexpected(content.error());
    const bool keeps_blocks = !call.has("blocks") && !call.has("text") && !call.has("markdown_text");
    const bool keeps_text = !call.has("text") && !call.has("markdown_text");
    edit_message(**message, call.now, keeps_text ? (*message)->text : content->text,
                 keeps_blocks ? (*message)->blocks : content->blocks);
    if (call.has("metadata")) (*message)->metadata = content->metadata;
    note_live_mentions(call.state, call.now, call.method, (*message)->channel, (*message)->ts, *content);
    return json{{"channel", (*message)->channel},
                {"ts", (*message)->ts},
                {"text", (*message)->text},
                {"message", message_json(call.state, **message, true)}};
}

SlackAnswer chat_post_ephemeral(const SlackCall& call) {
    SlackState& state = call.state;
    auto channel = call.channel();
    if (!channel) return std::unexpected(channel.error());
    const std::string user = call.text("user");
    if (!(*channel)->has_member(user)) return refuse("user_not_in_channel");
    auto content = message_content(call);
    if (!content) return std::unexpected(content.error());
    const std::string ts = state.next_ts(call.now);
    state.ephemerals.push_back(
        {call.now, ts, (*channel)->id, user, content->text, content->blocks, "chat.postEphemeral", false});
    note_live_mentions(state, call.now, call.method, (*channel)->id, ts, *content);
    return json{{"message_ts", ts}};
}

SlackAnswer chat_get_permalink(const SlackCall& call) {
    const SlackChannel* channel = call.state.channel(call.text("channel"));
    if (!channel) return refuse("channel_not_found");
    const SlackMessage* message = call.state.message(channel->id, call.text("message_ts"));
    if (!message) return refuse("message_not_found");
    const std::string digits = text::replace_all(message->ts, ".", "");
    // Of an answer in a thread it names the thread.
    const std::string& thread = message->thread_ts;
    const std::string in_thread = thread.empty() || thread == message->ts ? "" : fmt::format("?thread_ts={}&cid={}", thread, channel->id);
    return json{{"channel", channel->id},
                {"permalink", fmt::format("https://{}.slack.com/archives/{}/p{}{}",
                                          call.state.options.team_domain, channel->id, digits, in_thread)}};
}

SlackAnswer chat_delete(const SlackCall& call) {
    auto message = own_message(call, "cant_delete_message");
    if (!message) return std::unexpected(message.error());
    (*message)->deleted = true;
    return json{{"channel", (*message)->channel}, {"ts", (*message)->ts}};
}

}  // namespace tocsin::sandbox
