// What Slack sends, decoded from verified raw bytes into typed values (docs: implementing-slash-commands,
// handling-user-interaction, events-api). Everything is sanitized here, once. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bot/base/error.hpp"
#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/message.hpp"

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

/// docs: reference/objects/file-object
using MessageFile = MessageAttachment;

/// A message as events and interactions describe it. `text` is as Slack escaped it.
struct InboundMessage {
    ChannelId channel;
    MessageTs ts;
    MessageTs thread;        ///< of the message it answers; empty outside threads and for a thread's first
    UserId user;
    std::string bot_id;      ///< empty if a person wrote it
    std::string text;
    std::vector<MessageFile> files;
    MessageTs edited;        ///< when its text was last edited; empty: never
    std::string bot_name;    ///< of an app: what it calls itself
    std::string subtype;
    std::int64_t replies = 0;  ///< how many answers stand below it
};

/// What Slack leaves of a deleted message below which answers stand: it has the place and the answers of what was there, and nothing else.
bool is_tombstone(const InboundMessage& message);

// --- interactions ---

struct Action {
    std::string action_id, block_id, type;
    std::string value;                  ///< of a button
    std::vector<std::string> selected;  ///< option values, user, channel or conversation ids, dates, times
};

/// The view (a form or a Home tab) in which something happened.
struct ViewReference {
    std::string id;        ///< empty outside a view
    std::string root_id;   ///< of the first one of the stack
    std::string hash;      ///< its version
    std::string callback_id, private_metadata;
};

/// What stands in a form, by block id: option values, ids, seconds, or one text. A field that nobody filled in has none.
using ViewValues = std::map<std::string, std::vector<std::string>>;

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
    ViewReference view;
    ViewValues values;       ///< of the view
    std::vector<Action> actions;
};

struct ViewSubmission {
    TeamId team;
    UserId user;
    std::string trigger_id;
    ViewReference view;
    ViewValues values;
};

/// Somebody closed a form without sending it. `cleared`: with all the others of its stack.
struct ViewClosed {
    TeamId team;
    UserId user;
    ViewReference view;
    ViewValues values;
    bool cleared = false;
    bool untouched = false;  ///< everything stands in it as it was drawn
};

/// A global shortcut: there is no channel to answer in.
struct Shortcut {
    TeamId team;
    UserId user;
    std::string callback_id, trigger_id;
};

/// A shortcut in a message's menu.
struct MessageShortcut {
    TeamId team;
    UserId user;
    std::string callback_id, trigger_id, response_url;
    InboundMessage message;
    MessageTs pressed;       ///< Slack's time of it; empty if it did not say
};

/// Somebody types into a menu whose options we give.
struct Suggestion {
    TeamId team;
    UserId user;
    std::string action_id, block_id;
    std::string typed;
    ViewReference view;
};

// --- events ---

struct UrlVerification {
    std::string challenge;
};

/// A message was written; `subtype` as Slack names it: `bot_message`, `file_share`, `thread_broadcast`, `channel_join` …
struct MessagePosted {
    InboundMessage message;
    std::string subtype;
};
/// `message` as it is now.
struct MessageEdited {
    InboundMessage message;
    std::string text_before;
};
struct MessageErased {
    ChannelId channel;
    MessageTs ts;
};
/// Comes beside `MessagePosted` of the same message, in either order.
struct BotMentioned {
    InboundMessage message;
};
/// On a message; reactions on anything else are `OtherKind`.
struct ReactionChanged {
    ChannelId channel;
    MessageTs ts;
    UserId user;
    std::string reaction;  ///< without colons
    bool added = true;
};
struct PinChanged {
    ChannelId channel;
    MessageTs ts;
    UserId user;
    bool added = true;
};
struct MemberChanged {
    ChannelId channel;
    UserId user;
    bool joined = true;  ///< false: left, or was taken out
};
struct HomeOpened {
    UserId user;
    std::string shown;  ///< hash of the view that is there; empty if there is none
};
struct ChannelChanged {
    enum class What : std::uint8_t { archived, unarchived, renamed, deleted };
    ChannelId channel;
    What what = What::archived;
    std::string name;  ///< of `renamed`: the new one
    UserId user;
};
/// The app was taken out of the workspace, or its token was revoked.
struct AppRemoved {
    std::string how;  ///< the event's type
};
/// What we know of this person is out of date.
struct PersonChanged {
    UserId user;
};
/// What we know of this user group is out of date.
struct GroupChanged {
    std::string group;
    std::string handle;  ///< its new one, without the @; empty: not said
};
/// An event that has no meaning for us.
struct OtherKind {};

using EventContent = std::variant<MessagePosted, MessageEdited, MessageErased, BotMentioned, ReactionChanged, PinChanged, MemberChanged, HomeOpened,
                               ChannelChanged, AppRemoved, PersonChanged, GroupChanged, OtherKind>;

/// An event of the Events API.
struct EventCallback {
    TeamId team;
    std::string event_id;
    std::string type;
    MessageTs event_ts;  ///< orders the changes of one thing; empty if Slack gave none
    Time at;
    EventContent body;
};

/// Slack delivers no events for this minute: we were given too many.
struct AppRateLimited {
    TeamId team;
    Time minute;
};

/// An interaction or a JSON body of a kind that has no meaning for us.
struct OtherInteraction {
    std::string type;
};
struct OtherEvent {
    std::string type;
};

using Inbound = std::variant<SslCheck, SlashCommand, BlockActions, ViewSubmission, ViewClosed, Shortcut, MessageShortcut, Suggestion, UrlVerification,
                             EventCallback, AppRateLimited, OtherInteraction, OtherEvent>;

/// `content_type` (parameters ignored) decides between form and JSON. invalid_argument names the field that is wrong.
/// A form with ssl_check=1 is an SslCheck whatever else it holds.
Result<Inbound> decode(std::string_view content_type, std::string_view body);

/// Whether an unsigned request may be answered 200: a form with ssl_check=1. The caller must drop the rest of it.
bool is_ssl_check(std::string_view content_type, std::string_view body);

/// Whether the host of a `response_url` is Slack's own (https://hooks.slack.com/…) or starts with `allowed_base`, the
/// sandbox's; so that nobody can make us post elsewhere.
bool is_allowed_response_url(std::string_view url, std::string_view allowed_base = {});

}  // namespace tocsin::slack
