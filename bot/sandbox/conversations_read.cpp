// conversations.*: what reads channels, and how channels and messages look as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "bot/base/text.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

/// `seconds` or `seconds.micros` as microseconds; nothing if it is neither.
std::optional<long long> micros_of(const std::string& ts) {
    const auto parts = text::split(ts, '.');
    if (parts.empty() || parts.size() > 2) return std::nullopt;
    const auto seconds = text::parse_int(parts[0]);
    if (!seconds || (parts.size() == 2 && parts[1].size() != 6)) return std::nullopt;
    const auto micros = parts.size() == 2 ? text::parse_int(parts[1]) : std::optional<std::int64_t>(0);
    return micros ? std::optional<long long>(*seconds * 1'000'000 + *micros) : std::nullopt;
}

struct Range {
    long long oldest = 0;
    long long latest = 0;
    bool inclusive = false;

    bool holds(const SlackMessage& message) const {
        const long long at = micros_of(message.ts).value_or(0);
        return inclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
    }
};

std::expected<Range, SlackRefusal> range_of(const SlackCall& call) {
    const auto oldest = call.has("oldest") ? micros_of(call.text("oldest")) : 0;
    const auto latest =
        call.has("latest") ? micros_of(call.text("latest")) : unix_micros(call.now) + 1'000'000;
    if (!oldest) return refuse("invalid_ts_oldest");
    if (!latest) return refuse("invalid_ts_latest");
    return Range{*oldest, *latest, call.flag("inclusive")};
}

constexpr std::string_view kNextTs = "next_ts:";

/// A cursor names the message at which the next page begins, so nothing moves it that is said or deleted meanwhile. `messages`: newest
/// first or oldest first, as the method gives them.
SlackAnswer page_of_messages(const SlackCall& call, const json& messages, bool newest_first) {
    const long long limit = call.number("limit", 100);
    if (limit < 1 || limit > 1000) return refuse("invalid_limit");
    const std::string cursor = call.text("cursor");
    if (!cursor.empty() && !cursor.starts_with(kNextTs)) return refuse("invalid_cursor");
    json page = json::array();
    std::string next;
    for (const json& message : messages) {
        const std::string ts = message["ts"];
        const std::string from = cursor.empty() ? ts : cursor.substr(kNextTs.size());
        if (newest_first ? ts > from : ts < from) continue;
        if (std::ssize(page) < limit) page.push_back(message);
        else if (next.empty()) next = std::string(kNextTs) + ts;
    }
    return json{{"messages", std::move(page)}, {"has_more", !next.empty()}, {"response_metadata", {{"next_cursor", next}}}};
}

/// What a message shows of the thread below it.
json with_replies(const SlackChannel& channel, const SlackMessage& message, json shown) {
    const auto answers = std::ranges::count_if(channel.messages, [&](const SlackMessage& m) { return !m.deleted && m.thread_ts == message.ts && m.ts != message.ts; });
    if (answers == 0) return shown;
    shown["reply_count"] = answers;
    shown["thread_ts"] = message.ts;
    return shown;
}

bool in_thread(const SlackMessage& m, const std::string& parent) {
    return m.ts == parent || m.thread_ts == parent;
}

}  // namespace

json channel_json(const SlackState& state, const SlackChannel& channel) {
    return {{"id", channel.id},
            {"name", channel.name},
            {"is_channel", !channel.is_im && !channel.is_private},
            {"is_group", channel.is_private},
            {"is_im", channel.is_im},
            {"is_private", channel.is_private || channel.is_im},
            {"is_archived", channel.archived},
            {"is_member", channel.has_member(state.options.bot_user)},
            {"created", unix_seconds(channel.created)},
            {"creator", channel.creator},
            {"topic", {{"value", channel.topic}}},
            {"purpose", {{"value", channel.purpose}}},
            {"num_members", channel.members.size()}};
}

json message_json(const SlackState& state, const SlackMessage& message, bool with_metadata) {
    json out{{"type", "message"}, {"ts", message.ts}, {"user", message.user}, {"text", message.text}};
    if (!message.bot_id.empty()) out["bot_id"] = message.bot_id;
    if (!message.bot_name.empty()) out["bot_profile"] = {{"id", message.bot_id}, {"name", message.bot_name}};
    if (!message.subtype.empty()) out["subtype"] = message.subtype;
    if (!message.blocks.empty()) out["blocks"] = json::parse(message.blocks);
    if (!message.thread_ts.empty()) out["thread_ts"] = message.thread_ts;
    if (message.edited || !message.edited_ts.empty())
        out["edited"] = {{"user", message.user}, {"ts", message.edited_ts.empty() ? message.ts : message.edited_ts}};
    if (with_metadata && !message.metadata.empty()) out["metadata"] = json::parse(message.metadata);
    for (const std::string& id : message.files) {
        const SlackFile& file = state.files.at(id);
        out["files"].push_back({{"id", id}, {"name", file.name}, {"title", file.title}, {"pretty_type", "PNG"},
                                {"permalink", fmt::format("https://{}.slack.com/files/{}/{}", state.options.team_domain, message.user, id)}});
    }
    for (const SlackReaction& r : message.reactions)
        out["reactions"].push_back({{"name", r.name}, {"users", r.users}, {"count", r.users.size()}});
    return out;
}

SlackAnswer conversations_history(const SlackCall& call) {
    auto channel = call.channel(false);
    if (!channel) return std::unexpected(channel.error());
    const auto range = range_of(call);
    if (!range) return std::unexpected(range.error());
    json newest_first = json::array();
    const auto& messages = (*channel)->messages;
    for (auto it = messages.rbegin(); it != messages.rend(); ++it)
        if (!it->deleted && it->thread_ts.empty() && range->holds(*it))
            newest_first.push_back(with_replies(**channel, *it, message_json(call.state, *it, call.flag("include_all_metadata"))));
    return page_of_messages(call, newest_first, true);
}

SlackAnswer conversations_replies(const SlackCall& call) {
    auto channel = call.channel(false);
    if (!channel) return std::unexpected(channel.error());
    const auto range = range_of(call);
    if (!range) return std::unexpected(range.error());
    const std::string parent = call.text("ts");
    if (!call.state.message((*channel)->id, parent)) return refuse("thread_not_found");
    json thread = json::array();
    for (const SlackMessage& m : (*channel)->messages)
        if (!m.deleted && in_thread(m, parent) && (m.ts == parent || range->holds(m)))
            thread.push_back(message_json(call.state, m, call.flag("include_all_metadata")));
    return page_of_messages(call, thread, false);
}

SlackAnswer conversations_info(const SlackCall& call) {
    const SlackChannel* channel = call.state.channel(call.text("channel"));
    if (!channel || (channel->is_private && !channel->has_member(call.state.options.bot_user)))
        return refuse("channel_not_found");
    return json{{"channel", channel_json(call.state, *channel)}};
}

SlackAnswer conversations_members(const SlackCall& call) {
    const SlackChannel* channel = call.state.channel(call.text("channel"));
    if (!channel || (channel->is_private && !channel->has_member(call.state.options.bot_user)))
        return refuse("channel_not_found");
    return paged(call, "members", channel->members);
}

SlackAnswer conversations_list(const SlackCall& call) {
    const auto types = call.has("types") ? call.list("types") : std::vector<std::string>{"public_channel"};
    for (const std::string& type : types)
        if (type != "public_channel" && type != "private_channel" && type != "im" && type != "mpim")
            return refuse("invalid_types");
    if (contains(types, "private_channel") && !call.granted("groups:read"))
        return refuse("missing_scope", {}, R"({"needed":"groups:read"})");
    json all = json::array();
    for (const auto& [id, channel] : call.state.channels) {
        const std::string type = channel.is_im        ? "im"
                                 : channel.is_private ? "private_channel"
                                                      : "public_channel";
        const bool visible = type == "public_channel" || channel.has_member(call.state.options.bot_user);
        const bool left_out = channel.archived && call.flag("exclude_archived");
        if (contains(types, type) && visible && !left_out) all.push_back(channel_json(call.state, channel));
    }
    return paged(call, "channels", all);
}

}  // namespace tocsin::sandbox
