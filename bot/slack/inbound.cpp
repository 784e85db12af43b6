#include "bot/slack/inbound.hpp"

#include "bot/base/text.hpp"
#include "bot/slack/form.hpp"
#include "bot/slack/inbound_parts.hpp"
#include "bot/slack/mentions.hpp"

namespace tocsin::slack {
namespace {

enum class Body { form, json, other };

Body body_kind(std::string_view content_type) {
    const auto type = text::trim(content_type.substr(0, content_type.find(';')));
    if (text::equals_ignoring_case(type, "application/x-www-form-urlencoded")) return Body::form;
    return text::equals_ignoring_case(type, "application/json") ? Body::json : Body::other;
}

Result<Inbound> decode_command(const UrlEncodedForm& form) {
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

}  // namespace

Result<Inbound> decode(std::string_view content_type, std::string_view body) {
    const Body kind = body_kind(content_type);
    if (kind == Body::json) return decode_event(body);
    if (kind == Body::other)
        return fail(Errc::invalid_argument,
                    "Content-Type must be application/json or application/x-www-form-urlencoded, not " +
                        text::truncate(text::sanitize(content_type), 100));
    const auto form = UrlEncodedForm::parse(body);
    if (!form) return std::unexpected(form.error());
    if (form->get("ssl_check") == "1") return SslCheck{};
    if (form->has("payload")) return decode_interaction(form->get("payload"));
    if (form->has("command")) return decode_command(*form);
    return fail(Errc::invalid_argument, "the form has neither command nor payload nor ssl_check");
}

bool is_ssl_check(std::string_view content_type, std::string_view body) {
    if (body_kind(content_type) != Body::form || body.find("ssl_check") == std::string_view::npos) return false;
    const auto form = UrlEncodedForm::parse(body);
    return form && form->get("ssl_check") == "1";
}

bool is_allowed_response_url(std::string_view url, std::string_view allowed_base) {
    if (url.starts_with("https://hooks.slack.com/") || url.starts_with("https://hooks.slack-gov.com/")) return true;
    // The base must end its host, or `https://sandbox` would allow `https://sandbox.evil.example`.
    return !allowed_base.empty() && url.starts_with(allowed_base) &&
           (allowed_base.ends_with('/') || url.substr(allowed_base.size()).starts_with('/'));
}

}  // namespace tocsin::slack
