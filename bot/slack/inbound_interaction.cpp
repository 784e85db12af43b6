// Interactions: presses, forms, shortcuts (docs: interactivity/handling-user-interaction, reference/interaction-payloads).
#include "bot/base/text.hpp"
#include "bot/slack/inbound_parts.hpp"

namespace tocsin::slack {
namespace {

/// What the person chose, whatever the kind of element: docs, block-kit elements "interaction payload".
std::vector<std::string> selected_of(const JsonCursor& action) {
    std::vector<std::string> out;
    for (std::string_view key : {"selected_user", "selected_channel", "selected_conversation", "selected_date", "selected_time"})
        if (auto value = action.text_or(key); !value.empty()) out.push_back(std::move(value));
    if (const auto at = action.number_or("selected_date_time", 0); at != 0) out.push_back(std::to_string(at));
    if (const auto option = action.object_or("selected_option"); option.present()) out.push_back(option.text("value"));
    for (const auto& option : action["selected_options"].elements()) out.push_back(option.text("value"));
    for (std::string_view key : {"selected_users", "selected_channels", "selected_conversations"})
        for (const auto& id : action[key].elements()) out.push_back(id.scalar());
    return out;
}

ViewReference view_of(const JsonCursor& view) {
    return {view.text_or("id"), view.text_or("root_view_id"), view.text_or("hash"), view.text_or("callback_id"), view.text_or("private_metadata")};
}

/// Our forms have one element a block, so the block's id names the field.
ViewValues values_of(const JsonCursor& view) {
    ViewValues out;
    const auto blocks = view.object_or("state").object_or("values");
    for (const auto& block : blocks.keys()) {
        auto& values = out[block];
        for (const auto& element : blocks[block].keys()) {
            const auto field = blocks[block][element];
            values = selected_of(field);
            if (auto text = field.text_or("value"); !text.empty()) values.push_back(std::move(text));
        }
    }
    return out;
}

/// What an element of ours shows before anybody touches it, in the words of `values_of`: docs, block-kit elements "initial_…".
std::vector<std::string> initial_of(const JsonCursor& element) {
    std::vector<std::string> out;
    for (std::string_view key : {"initial_value", "initial_user"})
        if (auto value = element.text_or(key); !value.empty()) out.push_back(std::move(value));
    if (const auto at = element.number_or("initial_date_time", 0); at != 0) out.push_back(std::to_string(at));
    if (const auto option = element.object_or("initial_option"); option.present()) out.push_back(option.text("value"));
    for (const auto& option : element["initial_options"].elements()) out.push_back(option.text("value"));
    return out;
}

/// False also where the view does not say how it was drawn: then nobody knows that nothing was typed.
bool is_as_drawn(const JsonCursor& view, const ViewValues& values) {
    std::size_t compared = 0;
    for (const auto& block : view["blocks"].elements()) {
        const auto element = block.object_or("element");
        if (!element.present()) continue;
        const auto now = values.find(block.text_or("block_id"));
        if (now == values.end() || now->second != initial_of(element)) return false;
        ++compared;
    }
    return compared > 0 && compared == values.size();
}

struct Presser {
    TeamId team;
    UserId user;
};

Presser presser_of(const JsonCursor& root) {
    const auto user = root.object("user");
    Presser out{TeamId(root.object_or("team").text_or("id", user.text_or("team_id"))), UserId(user.text("id"))};
    if (out.team.empty()) root["team"].complain("is missing");
    return out;
}

Inbound block_actions_of(const JsonCursor& root) {
    BlockActions pressed;
    const auto [team, user] = presser_of(root);
    const auto container = root.object_or("container");
    pressed.team = team;
    pressed.user = user;
    pressed.user_name = root.object_or("user").text_or("username", root.object_or("user").text_or("name"));
    pressed.enterprise = root.object_or("enterprise").text_or("id");
    pressed.channel = ChannelId(root.object_or("channel").text_or("id", container.text_or("channel_id")));
    pressed.message = MessageTs(container.text_or("message_ts", root.object_or("message").text_or("ts")));
    pressed.trigger_id = root.text("trigger_id");
    pressed.response_url = root.text_or("response_url");
    pressed.view = view_of(root.object_or("view"));
    pressed.values = values_of(root.object_or("view"));
    for (const auto& action : root["actions"].elements())
        pressed.actions.push_back({action.text("action_id"), action.text_or("block_id"), action.text_or("type"),
                                   action.text_or("value"), selected_of(action)});
    if (pressed.actions.empty()) root["actions"].complain("is empty");
    return pressed;
}

Inbound view_submission_of(const JsonCursor& root) {
    const auto [team, user] = presser_of(root);
    const auto view = root.object("view");
    if (view.text("id").empty()) view["id"].complain("is empty");
    return ViewSubmission{team, user, root.text_or("trigger_id"), view_of(view), values_of(view)};
}

Inbound view_closed_of(const JsonCursor& root) {
    const auto [team, user] = presser_of(root);
    const auto view = root.object("view");
    ViewClosed closed{team, user, view_of(view), values_of(view), root.flag_or("is_cleared", false)};
    closed.untouched = is_as_drawn(view, closed.values);
    return closed;
}

Inbound shortcut_of(const JsonCursor& root) {
    const auto [team, user] = presser_of(root);
    return Shortcut{team, user, root.text("callback_id"), root.text("trigger_id")};
}

Inbound message_shortcut_of(const JsonCursor& root) {
    const auto [team, user] = presser_of(root);
    return MessageShortcut{team,
                           user,
                           root.text("callback_id"),
                           root.text("trigger_id"),
                           root.text_or("response_url"),
                           message_of(root.object("message"), ChannelId(root.object("channel").text("id"))),
                           MessageTs(root.text_or("action_ts"))};
}

Inbound suggestion_of(const JsonCursor& root) {
    const auto [team, user] = presser_of(root);
    return Suggestion{team, user, root.text("action_id"), root.text_or("block_id"), root.text_or("value"), view_of(root.object_or("view"))};
}

struct Kind {
    std::string_view type;
    Inbound (*decode)(const JsonCursor& root);
};
constexpr Kind kKinds[] = {{"block_actions", block_actions_of}, {"view_submission", view_submission_of}, {"view_closed", view_closed_of},
                           {"shortcut", shortcut_of},           {"message_action", message_shortcut_of}, {"block_suggestion", suggestion_of}};

}  // namespace

InboundMessage message_of(const JsonCursor& message, const ChannelId& channel) {
    InboundMessage out;
    out.channel = channel;
    out.ts = MessageTs(message.text("ts"));
    out.thread = MessageTs(message.text_or("thread_ts"));
    if (out.thread == out.ts) out.thread = {};
    out.user = UserId(message.text_or("user"));
    out.bot_id = message.text_or("bot_id");
    out.text = message.text_or("text");
    out.subtype = message.text_or("subtype");
    out.replies = message.number_or("reply_count", 0);
    out.edited = MessageTs(message.object_or("edited").text_or("ts"));
    out.bot_name = text::visible_name(message.object_or("bot_profile").text_or("name", message.text_or("username")));
    for (const auto& file : message["files"].elements())
        out.files.push_back({text::visible_name(file.text_or("name", file.text_or("title", "a file"))), file.text_or("pretty_type", file.text_or("filetype")), file.text_or("permalink")});
    return out;
}

Result<Inbound> decode_interaction(std::string_view payload) {
    const auto document = JsonDocument::parse(payload);
    if (!document) return fail(document.error().code, "payload " + document.error().message);
    const auto root = document->root();
    const std::string type = root.text("type");
    Inbound decoded = OtherInteraction{type};
    for (const auto& kind : kKinds)
        if (kind.type == type) decoded = kind.decode(root);
    if (document->error()) return fail(Errc::invalid_argument, "payload: " + document->error()->message);
    return decoded;
}

}  // namespace tocsin::slack
