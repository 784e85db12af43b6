// The Events API (docs: apis/events-api, reference/events). Its events come in any order, at least once.
#include "bot/base/text.hpp"
#include "bot/slack/inbound_parts.hpp"

namespace tocsin::slack {
namespace {

/// Slack gives no longer ones (docs: methods/conversations.rename).
constexpr std::size_t kMaxChannelName = 80;

/// Some events carry an object where others carry an id (user_change, channel_rename).
std::string id_in(const JsonCursor& event, std::string_view key) {
    return event[key].is_object() ? event[key].text("id") : event.text_or(key);
}

EventContent message_event(const JsonCursor& event) {
    const ChannelId channel(event.text("channel"));
    const std::string subtype = event.text_or("subtype");
    if (subtype == "message_changed") {
        auto message = message_of(event.object("message"), channel);
        // What stays of a deleted message that has answers below it.
        if (is_tombstone(message)) return MessageErased{channel, message.ts};
        return MessageEdited{std::move(message), event.object_or("previous_message").text_or("text")};
    }
    if (subtype == "message_deleted") return MessageErased{channel, MessageTs(event.text("deleted_ts"))};
    // Slack says so beside each answer in a thread, about the message above it; nothing was written.
    if (subtype == "message_replied") return OtherKind{};
    return MessagePosted{message_of(event, channel), subtype};
}

EventContent mention_event(const JsonCursor& event) { return BotMentioned{message_of(event, ChannelId(event.text("channel")))}; }

EventContent reaction_event(const JsonCursor& event) {
    const auto item = event.object("item");
    if (item.text("type") != "message") return OtherKind{};
    return ReactionChanged{ChannelId(item.text("channel")), MessageTs(item.text("ts")), UserId(event.text("user")), event.text("reaction"),
                           event.text("type") == "reaction_added"};
}

EventContent pin_event(const JsonCursor& event) {
    const auto item = event.object("item");
    const auto message = item.object_or("message");
    if (!message.present()) return OtherKind{};
    return PinChanged{ChannelId(event.text_or("channel_id", item.text_or("channel"))), MessageTs(message.text("ts")), UserId(event.text("user")),
                      event.text("type") == "pin_added"};
}

EventContent member_event(const JsonCursor& event) {
    return MemberChanged{ChannelId(event.text("channel")), UserId(event.text("user")), event.text("type") == "member_joined_channel"};
}

EventContent home_event(const JsonCursor& event) {
    if (event.text_or("tab", "home") != "home") return OtherKind{};
    return HomeOpened{UserId(event.text("user")), event.object_or("view").text_or("hash")};
}

EventContent channel_event(const JsonCursor& event) {
    ChannelChanged out;
    const std::string type = event.text("type");
    out.channel = ChannelId(id_in(event, "channel"));
    out.user = UserId(event.text_or("user"));
    if (type.ends_with("_unarchive")) out.what = ChannelChanged::What::unarchived;
    else if (type.ends_with("_rename")) out.what = ChannelChanged::What::renamed;
    else if (type.ends_with("_deleted")) out.what = ChannelChanged::What::deleted;
    if (out.what == ChannelChanged::What::renamed) out.name = text::truncate(text::visible_name(event.object("channel").text("name")), kMaxChannelName);
    return out;
}

EventContent uninstalled_event(const JsonCursor& event) { return AppRemoved{event.text("type")}; }

/// Of `tokens` only the bot's is ours; people's are theirs (docs: events/tokens_revoked).
EventContent revoked_event(const JsonCursor& event) {
    if (event.object("tokens")["bot"].elements().empty()) return OtherKind{};
    return AppRemoved{event.text("type")};
}

EventContent person_event(const JsonCursor& event) { return PersonChanged{UserId(id_in(event, "user"))}; }
EventContent group_event(const JsonCursor& event) {
    const auto group = event.object_or("subteam");
    return GroupChanged{event.text_or("subteam_id", group.text_or("id")), group.text_or("handle")};
}

struct Kind {
    std::string_view type;
    EventContent (*decode)(const JsonCursor& event);
};
constexpr Kind kKinds[] = {
    {"message", message_event},           {"app_mention", mention_event},           {"reaction_added", reaction_event},
    {"reaction_removed", reaction_event}, {"pin_added", pin_event},                 {"pin_removed", pin_event},
    {"member_joined_channel", member_event}, {"member_left_channel", member_event}, {"app_home_opened", home_event},       {"channel_archive", channel_event},
    {"channel_unarchive", channel_event}, {"channel_rename", channel_event},        {"channel_deleted", channel_event},
    {"group_archive", channel_event},     {"group_unarchive", channel_event},       {"group_rename", channel_event},
    {"group_deleted", channel_event},     {"app_uninstalled", uninstalled_event},   {"tokens_revoked", revoked_event},
    {"user_change", person_event},        {"subteam_updated", group_event},         {"subteam_members_changed", group_event}};

EventCallback callback_of(const JsonCursor& root) {
    const auto event = root.object("event");
    EventCallback out{TeamId(root.text("team_id")), root.text("event_id"), event.text("type"), MessageTs(event.text_or("event_ts")),
                      time_from_unix_seconds(root.number_or("event_time", 0)), OtherKind{}};
    for (const auto& kind : kKinds)
        if (kind.type == out.type) out.body = kind.decode(event);
    return out;
}

}  // namespace

bool is_tombstone(const InboundMessage& message) { return message.subtype == "tombstone"; }

Result<Inbound> decode_event(std::string_view body) {
    const auto document = JsonDocument::parse(body);
    if (!document) return fail(document.error().code, "the body " + document.error().message);
    const auto root = document->root();
    const std::string type = root.text("type");
    Inbound decoded = OtherEvent{type};
    if (type == "url_verification") decoded = UrlVerification{root.text("challenge")};
    if (type == "event_callback") decoded = callback_of(root);
    if (type == "app_rate_limited") decoded = AppRateLimited{TeamId(root.text_or("team_id")), time_from_unix_seconds(root.number_or("minute_rate_limited", 0))};
    if (document->error()) return std::unexpected(*document->error());
    return decoded;
}

}  // namespace tocsin::slack
