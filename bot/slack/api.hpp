// Calls to Slack's Web API as values: what to send and what the answer means. It sends nothing itself. Pure; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/person.hpp"
#include "bot/slack/blocks.hpp"
#include "bot/slack/inbound.hpp"

namespace tocsin::slack {

/// POST `api_url` + method with `Authorization: Bearer …`. Methods that read take forms only, the others JSON.
struct ApiCall {
    std::string method;
    std::string content_type;
    std::string body;
};

/// Slack's `1531420618.000100`.
std::string ts_of(Time at);
/// And back; nothing if it is none.
std::optional<Time> time_of(const MessageTs& ts);

namespace call {
ApiCall auth_test();
ApiCall create_channel(const std::string& name, bool is_private = false);
/// Up to 100 users; further ones need another call. People who cannot be invited do not stop the others (`force`).
ApiCall invite(const ChannelId& channel, std::span<const UserId> users);
/// Replaces the members of a user group; Slack refuses an empty list.
ApiCall set_user_group(const std::string& group, std::span<const UserId> users);
/// At most 1,000; `next_cursor` says that there are more.
ApiCall channel_members(const ChannelId& channel);
/// Needs `usergroups:read`.
ApiCall group_members(const UserGroupId& group);
/// `view`: JSON of type home. `hash`: of the version that is to be replaced, or empty for whatever is there; `hash_conflict` if it is another
/// (docs: views.publish).
ApiCall publish_home(const UserId& user, const std::string& view, const std::string& hash);
ApiCall set_topic(const ChannelId& channel, const std::string& topic);
ApiCall set_purpose(const ChannelId& channel, const std::string& purpose);
ApiCall archive(const ChannelId& channel);
ApiCall unarchive(const ChannelId& channel);
/// Public channels only.
ApiCall join(const ChannelId& channel);
/// `row` travels in `metadata`, so that after an ambiguous outcome the message can be looked for (design G3); so does
/// `through`, the last row whose line a digest holds.
/// `thread`: the message under which it is posted.
ApiCall post_message(const ChannelId& channel, const Message& message, OutboxId row, OutboxId through = {}, const MessageTs& thread = {});
ApiCall update_message(const ChannelId& channel, const MessageTs& ts, const Message& message);
ApiCall pin(const ChannelId& channel, const MessageTs& ts);
ApiCall open_direct(const UserId& user);
/// Newest first, with metadata. `oldest` is included.
ApiCall history(const ChannelId& channel, std::optional<Time> oldest, const std::string& cursor = {}, int limit = 200);
/// The answers under `parent`, oldest first, with it and with metadata; history does not hold them (docs: conversations.replies).
ApiCall replies(const ChannelId& channel, const MessageTs& parent, std::optional<Time> oldest, const std::string& cursor = {}, int limit = 200);
/// Newest first, a page of 200; both ends are included. It gives no answers in threads.
ApiCall history_between(const ChannelId& channel, std::optional<Time> from, Time to, const std::string& cursor);
/// The one message of this ts; it finds no answers in threads (docs: retrieving messages, "a single message").
ApiCall message_at(const ChannelId& channel, const MessageTs& ts);
/// The one message of this ts in the thread below `parent`, or of that ts itself.
ApiCall reply_at(const ChannelId& channel, const MessageTs& parent, const MessageTs& ts);
ApiCall permalink(const ChannelId& channel, const MessageTs& ts);
ApiCall react(const ChannelId& channel, const MessageTs& ts, const std::string& emoji);
ApiCall unreact(const ChannelId& channel, const MessageTs& ts, const std::string& emoji);
/// Only `user` sees it; it can never be edited. `thread`: below this message.
ApiCall post_ephemeral(const ChannelId& channel, const UserId& user, const Message& message, const MessageTs& thread = {});
ApiCall list_groups();
/// The channel of this name, if it is ours: looked for after `name_taken`.
ApiCall list_channels(const std::string& cursor = {});
/// What the channel is called, and whether the bot is in it.
ApiCall channel_info(const ChannelId& channel);
ApiCall user_info(const UserId& user);
ApiCall user_by_email(const std::string& email);
ApiCall upload_url(const std::string& filename, std::size_t bytes);
ApiCall complete_upload(const std::string& file_id, const std::string& title, const ChannelId& channel,
                        const std::string& comment = {});
/// With the app-level token (`xapp-…`), not the bot's.
ApiCall open_connection();
/// Shows a form (JSON, see form_view) to whoever made this trigger, once and within 3 s.
ApiCall open_view(const std::string& trigger_id, const std::string& view);
}  // namespace call

struct HistoryMessage {
    MessageTs ts;
    OutboxId row;      ///< none if it is not one of ours
    OutboxId through;  ///< of a digest
    InboundMessage message;
};
struct ListedGroup {
    std::string id, handle;
};
struct ListedChannel {
    ChannelId id;
    std::string name;
    UserId creator;
    bool archived = false;
};

/// The fields of a good answer that somebody uses; empty where the method does not give them.
struct Ok {
    ChannelId channel;
    std::string channel_name;
    bool is_private = false;           ///< conversations.info
    MessageTs ts;
    std::optional<Person> user;        ///< users.info, users.lookupByEmail
    TeamId team;                       ///< auth.test
    UserId user_id;                    ///< auth.test
    std::string bot_id;                ///< auth.test
    std::string upload_url, file_id;   ///< files.getUploadURLExternal
    std::vector<HistoryMessage> messages;
    std::vector<ListedChannel> channels;
    std::vector<ListedGroup> groups;   ///< usergroups.list
    std::string permalink;             ///< chat.getPermalink
    std::vector<UserId> users;         ///< usergroups.users.list
    std::string view_hash;             ///< views.publish
    std::string next_cursor;
    bool is_member = false;            ///< conversations.info: the bot is in the channel
    bool is_archived = false;          ///< conversations.info
    std::string socket_url;            ///< apps.connections.open: good for one connection, for half a minute
    std::vector<std::string> scopes;   ///< granted to the token, as Client::call finds them in the answer's head
};
struct RateLimited {
    Duration retry_after;
};
/// May be tried again. `maybe_done`: Slack may have done it all the same, look before repeating.
struct Retryable {
    std::string why;
    bool maybe_done = false;
};
/// Repeating cannot help. `sentence` says what is wrong and what to do, for a person.
struct Permanent {
    std::string error;  ///< Slack's own code, e.g. is_archived
    std::string sentence;
};
/// It was like that before: counts as done.
struct Already {
    std::string what;  ///< Slack's own code, e.g. already_pinned
};
using ApiOutcome = std::variant<Ok, RateLimited, Retryable, Permanent, Already>;

/// `retry_after`: the header's value or empty (then 30 s). `now` is kept as Person::fetched_at.
ApiOutcome classify(std::string_view method, int http_status, std::string_view retry_after, std::string_view body, Time now);

/// For a post to a response_url, whose answer is `ok` or an error code as plain text.
ApiOutcome classify_response_url(int http_status, std::string_view retry_after, std::string_view body);

/// The same for the raw upload to `upload_url`.
ApiOutcome classify_upload(int http_status, std::string_view retry_after);

}  // namespace tocsin::slack
