#include "bot/slack/inbound.hpp"

#include "bot/base/json_cursor.hpp"
#include "bot/base/text.hpp"
#include "bot/slack/form.hpp"
#include "bot/slack/mentions.hpp"

namespace tocsin::slack {
namespace {

enum class Body { form, json, other };

Body body_kind(std::string_view content_type) {
    const auto type = text::trim(content_type.substr(0, content_type.find(';')));
    if (text::equals_ignoring_case(type, "application/x-www-form-urlencoded")) return Body::form;
    return text::equals_ignoring_case(type, "application/json") ? Body::json : Body::other;
}

Result<Inbound> decode_command(const Form& form) {
    for (std::string_view required : {"team_id", "channel_id", "user_id", "trigger_id"})
        if (form.get(required).empty()) return fail(Errc::invalid_argument, std::string(required) + " is missing");
    SlashCommand command;
    command.team = TeamId(form.get("team_id"));
    command.enterprise = form.get("enterprise_id");
    command.channel = ChannelId(form.get("channel_id"));
    command.channel_name = form.get("channel_name");
    command.user = UserId(form.get("user_id"));
    command.user_name = form.get("user_name");
    command.command = form.get("command");
    command.raw_text = form.get("text");
    command.text = plain_words(command.raw_text);
    command.response_url = form.get("response_url");
    command.trigger_id = form.get("trigger_id");
    return command;
}

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

BlockActions block_actions_of(const JsonCursor& root) {
    BlockActions pressed;
    const auto user = root.object("user");
    const auto container = root.object_or("container");
    pressed.user = UserId(user.text("id"));
    pressed.user_name = user.text_or("username", user.text_or("name"));
    pressed.team = TeamId(root.object_or("team").text_or("id", user.text_or("team_id")));
    pressed.enterprise = root.object_or("enterprise").text_or("id");
    pressed.channel = ChannelId(root.object_or("channel").text_or("id", container.text_or("channel_id")));
    pressed.message = MessageTs(container.text_or("message_ts", root.object_or("message").text_or("ts")));
    pressed.trigger_id = root.text("trigger_id");
    pressed.response_url = root.text_or("response_url");
    for (const auto& action : root["actions"].elements())
        pressed.actions.push_back({action.text("action_id"), action.text_or("block_id"), action.text_or("type"),
                                   action.text_or("value"), selected_of(action)});
    if (pressed.team.empty()) root["team"].complain("is missing");
    if (pressed.actions.empty()) root["actions"].complain("is empty");
    return pressed;
}

Result<Inbound> decode_interaction(std::string_view payload) {
    const auto document = JsonDocument::parse(payload);
    if (!document) return fail(document.error().code, "payload " + document.error().message);
    const auto root = document->root();
    Inbound decoded = OtherInteraction{root.text("type")};
    if (std::get<OtherInteraction>(decoded).type == "block_actions") decoded = block_actions_of(root);
    if (document->error()) return fail(Errc::invalid_argument, "payload: " + document->error()->message);
    return decoded;
}

EventCallback callback_of(const JsonCursor& root) {
    const auto event = root.object("event");
    // Some events carry an object where others carry an id (user_change, channel_created).
    const auto id_in = [&](std::string_view key) {
        return event[key].is_object() ? event[key].text_or("id") : event.text_or(key);
    };
    return {TeamId(root.text("team_id")), root.text("event_id"),    event.text("type"),
            UserId(id_in("user")),        ChannelId(id_in("channel")), time_from_unix_seconds(root.number_or("event_time", 0))};
}

Result<Inbound> decode_event(std::string_view body) {
    const auto document = JsonDocument::parse(body);
    if (!document) return fail(document.error().code, "the body " + document.error().message);
    const auto root = document->root();
    const std::string type = root.text("type");
    Inbound decoded = OtherEvent{type};
    if (type == "url_verification") decoded = UrlVerification{root.text("challenge")};
    if (type == "event_callback") decoded = callback_of(root);
    if (document->error()) return std::unexpected(*document->error());
    return decoded;
}

}  // namespace

Result<Inbound> decode(std::string_view content_type, std::string_view body) {
    const Body kind = body_kind(content_type);
    if (kind == Body::json) return decode_event(body);
    if (kind == Body::other)
        return fail(Errc::invalid_argument,
                    "Content-Type must be application/json or application/x-www-form-urlencoded, not " +
                        text::truncate(text::sanitize(content_type), 100));
    const auto form = Form::parse(body);
    if (!form) return std::unexpected(form.error());
    if (form->get("ssl_check") == "1") return SslCheck{};
    if (form->has("payload")) return decode_interaction(form->get("payload"));
    if (form->has("command")) return decode_command(*form);
    return fail(Errc::invalid_argument, "the form has neither command nor payload nor ssl_check");
}

bool is_ssl_check(std::string_view content_type, std::string_view body) {
    if (body_kind(content_type) != Body::form || body.find("ssl_check") == std::string_view::npos) return false;
    const auto form = Form::parse(body);
    return form && form->get("ssl_check") == "1";
}

bool is_allowed_response_url(std::string_view url, std::string_view allowed_base) {
    if (url.starts_with("https://hooks.slack.com/") || url.starts_with("https://hooks.slack-gov.com/")) return true;
    // The base must end its host, or `https://sandbox` would allow `https://sandbox.evil.example`.
    return !allowed_base.empty() && url.starts_with(allowed_base) &&
           (allowed_base.ends_with('/') || url.substr(allowed_base.size()).starts_with('/'));
}

}  // namespace tocsin::slack
