// What Slack sends, decoded from verified raw bytes into typed values (docs: implementing-slash-commands,
// handling-user-interaction, events-api). Everything is sanitized here, once. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::slack {

struct SslCheck {};

struct SlashCommand {
    TeamId team;
    std::string enterprise;
    ChannelId channel;
    std::string channel_name;
    UserId user;
    std::string user_name;
    std::string command;       ///< with its slash
    /// What the command grammar takes (mentions::plain_words): mentions as `@U012ABC`, `#C012`; links as URLs; the
    /// three entities decoded. Do not decode it again.
    std::string text;
    std::string raw_text;      ///< as Slack escaped it
    std::string response_url;
    std::string trigger_id;
};

struct Action {
    std::string action_id, block_id, type;
    std::string value;                  ///< of a button
    std::vector<std::string> selected;  ///< option values, user, channel or conversation ids, dates, times
};

/// A press in a message or a view.
struct BlockActions {
    TeamId team;
    std::string enterprise;
    UserId user;
    std::string user_name;
    ChannelId channel;       ///< empty inside a view
    MessageTs message;       ///< empty inside a view
    std::string trigger_id;
    std::string response_url;
    std::vector<Action> actions;
};

struct UrlVerification {
    std::string challenge;
};

/// Events API; only counted for now.
struct EventCallback {
    TeamId team;
    std::string event_id;
    std::string type;
    UserId user;
    ChannelId channel;
    Time at;
};

/// An interaction of a kind that has no meaning for us yet: view_submission, shortcut, message_action …
struct OtherInteraction {
    std::string type;
};
/// A JSON body of a kind that has no meaning for us, e.g. app_rate_limited.
struct OtherEvent {
    std::string type;
};

using Inbound = std::variant<SslCheck, SlashCommand, BlockActions, UrlVerification, EventCallback, OtherInteraction, OtherEvent>;

/// `content_type` (parameters ignored) decides between form and JSON. invalid_argument names the field that is wrong.
/// A form with ssl_check=1 is an SslCheck whatever else it holds.
Result<Inbound> decode(std::string_view content_type, std::string_view body);

/// Whether an unsigned request may be answered 200: a form with ssl_check=1. The caller must drop the rest of it.
bool is_ssl_check(std::string_view content_type, std::string_view body);

/// Whether the host of a `response_url` is Slack's own (https://hooks.slack.com/…) or starts with `allowed_base`, the
/// sandbox's; so that nobody can make us post elsewhere.
bool is_allowed_response_url(std::string_view url, std::string_view allowed_base = {});

}  // namespace tocsin::slack
