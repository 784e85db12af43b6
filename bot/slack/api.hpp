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

namespace tocsin::slack {

/// POST `api_url` + method with `Authorization: Bearer …`. Methods that read take forms only, the others JSON.
struct ApiCall {
    std::string method;
    std::string content_type;
    std::string body;
};

namespace call {
ApiCall auth_test();
ApiCall create_channel(const std::string& name, bool is_private = false);
/// Up to 100 users; further ones need another call. People who cannot be invited do not stop the others (`force`).
ApiCall invite(const ChannelId& channel, std::span<const UserId> users);
/// Replaces the members of a user group; Slack refuses an empty list.
ApiCall set_user_group(const std::string& group, std::span<const UserId> users);
ApiCall set_topic(const ChannelId& channel, const std::string& topic);
ApiCall set_purpose(const ChannelId& channel, const std::string& purpose);
ApiCall archive(const ChannelId& channel);
ApiCall unarchive(const ChannelId& channel);
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
/// The channel of this name, if it is ours: looked for after `name_taken`.
ApiCall list_channels(const std::string& cursor = {});
ApiCall user_info(const UserId& user);
ApiCall user_by_email(const std::string& email);
ApiCall upload_url(const std::string& filename, std::size_t bytes);
ApiCall complete_upload(const std::string& file_id, const std::string& title, const ChannelId& channel,
                        const std::string& comment = {});
}  // namespace call

struct HistoryMessage {
    MessageTs ts;
    OutboxId row;      ///< none if it is not one of ours
    OutboxId through;  ///< of a digest
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
    MessageTs ts;
    std::optional<Person> user;        ///< users.info, users.lookupByEmail
    TeamId team;                       ///< auth.test
    UserId user_id;                    ///< auth.test
    std::string bot_id;                ///< auth.test
    std::string upload_url, file_id;   ///< files.getUploadURLExternal
    std::vector<HistoryMessage> messages;
    std::vector<ListedChannel> channels;
    std::string next_cursor;
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
