// pins.*, reactions.*, bookmarks.*: what hangs on messages and channels.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/slack_methods.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

constexpr std::size_t kBookmarks = 100, kReactions = 23;

std::expected<SlackMessage*, SlackRefusal> message_at(const SlackCall& call) {
    auto channel = call.channel();
    if (!channel) return std::unexpected(channel.error());
    const std::string ts = call.text("timestamp");
    if (!ts.contains('.')) return refuse("bad_timestamp");
    SlackMessage* message = call.state.message((*channel)->id, ts);
    if (!message) return refuse("message_not_found");
    return message;
}

json reaction_event(const char* type, const SlackCall& call, const SlackMessage& message) {
    return {{"type", type},
            {"user", call.state.options.bot_user},
            {"reaction", call.text("name")},
            {"item_user", message.user},
            {"item", {{"type", "message"}, {"channel", message.channel}, {"ts", message.ts}}}};
}

bool is_emoji_name(const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("_+-'").contains(c);
    });
}

}  // namespace

SlackAnswer pins_add(const SlackCall& call) {
    auto message = message_at(call);
    if (!message) return std::unexpected(message.error());
    auto& pinned = call.state.channel((*message)->channel)->pinned;
    if (contains(pinned, (*message)->ts)) return refuse("already_pinned");
    pinned.push_back((*message)->ts);
    queue_event(call.state, call.now,
                {{"type", "pin_added"}, {"user", call.state.options.bot_user}, {"channel_id", (*message)->channel},
                 {"item", {{"type", "message"}, {"channel", (*message)->channel}, {"message", message_json(call.state, **message, false)}}}},
                call.state.channel((*message)->channel));
    return json::object();
}

SlackAnswer pins_remove(const SlackCall& call) {
    auto message = message_at(call);
    if (!message) return std::unexpected(message.error());
    if (std::erase(call.state.channel((*message)->channel)->pinned, (*message)->ts) == 0)
        return refuse("no_pin");
    return json::object();
}

SlackAnswer reactions_add(const SlackCall& call) {
    auto message = message_at(call);
    if (!message) return std::unexpected(message.error());
    const std::string name = call.text("name");
    if (!is_emoji_name(name)) return refuse("invalid_name");
    auto& reactions = (*message)->reactions;
    auto found = std::ranges::find(reactions, name, &SlackReaction::name);
    if (found == reactions.end()) {
        if (reactions.size() >= kReactions) return refuse("too_many_emoji");
        found = reactions.insert(reactions.end(), SlackReaction{name, {}});
    }
    if (contains(found->users, call.state.options.bot_user)) return refuse("already_reacted");
    found->users.push_back(call.state.options.bot_user);
    queue_event(call.state, call.now, reaction_event("reaction_added", call, **message), call.state.channel((*message)->channel));
    return json::object();
}

SlackAnswer reactions_remove(const SlackCall& call) {
    auto message = message_at(call);
    if (!message) return std::unexpected(message.error());
    auto& reactions = (*message)->reactions;
    const auto found = std::ranges::find(reactions, call.text("name"), &SlackReaction::name);
    if (found == reactions.end() || std::erase(found->users, call.state.options.bot_user) == 0) return refuse("no_reaction");
    if (found->users.empty()) reactions.erase(found);
    queue_event(call.state, call.now, reaction_event("reaction_removed", call, **message), call.state.channel((*message)->channel));
    return json::object();
}

SlackAnswer bookmarks_add(const SlackCall& call) {
    auto channel = call.channel(true, "channel_id");
    if (!channel) return std::unexpected(channel.error());
    if (call.text("type") != "link") return refuse("invalid_bookmark_type");
    const std::string link = call.text("link");
    if (!link.starts_with("https://") && !link.starts_with("http://")) return refuse("invalid_link");
    auto& bookmarks = (*channel)->bookmarks;
    if (bookmarks.size() >= kBookmarks) return refuse("too_many_bookmarks");
    bookmarks.push_back({call.state.next_id("Bk"), call.text("title"), link, call.text("emoji")});
    return json{{"bookmark",
                 {{"id", bookmarks.back().id},
                  {"channel_id", (*channel)->id},
                  {"title", bookmarks.back().title},
                  {"link", link}}}};
}

}  // namespace tocsin::sandbox
