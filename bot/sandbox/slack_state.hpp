// What a simulated Slack workspace holds, as plain values for tests and the demo to read. Owned by
// SlackWorkspace; one thread. JSON is kept as text, so that readers need no JSON header.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/sandbox/outcome.hpp"

namespace tocsin::sandbox {

class SocketMode;

struct SlackUser {
    std::string id;    ///< `U…`
    std::string name;  ///< the handle
    std::string email;
    std::string tz = "UTC";  ///< IANA name
    bool is_admin = false;
    bool is_guest = false;  ///< `is_restricted` and `is_ultra_restricted` of users.info
    bool is_bot = false;
    bool deleted = false;
};

struct SlackUserGroup {
    std::string id;      ///< `S…`
    std::string handle;  ///< without the @
    std::vector<std::string> members;
    bool disabled = false;
};

struct SlackMessageVersion {
    Time at;
    std::string text;
    std::string blocks;  ///< JSON array text, or empty
};

struct SlackReaction {
    std::string name;
    std::vector<std::string> users;
};

struct SlackMessage {
    std::string ts;  ///< `seconds.micros`, unique in the workspace
    std::string channel;
    std::string user;
    std::string bot_id;  ///< empty for a person's message
    std::string bot_name{};  ///< of another app
    std::string subtype{};  ///< `tombstone` of what was deleted and has answers; else empty
    std::string text;
    std::string blocks;    ///< JSON array text, or empty
    std::string metadata;  ///< JSON object text, or empty
    std::string thread_ts;
    std::vector<std::string> files;  ///< file ids
    std::vector<SlackReaction> reactions;
    std::vector<SlackMessageVersion> versions;  ///< every version, the first post first, the present one last
    bool edited = false;                        ///< whether people see "(edited)"
    std::string edited_ts;                      ///< when a person last edited it
    bool deleted = false;
};

struct SlackBookmark {
    std::string id;
    std::string title;
    std::string link;
    std::string emoji;
};

struct SlackChannel {
    std::string id;  ///< `C…`, `G…` (private) or `D…`
    std::string name;
    std::string topic;
    std::string purpose;
    std::string creator;
    Time created;
    bool is_private = false;
    bool is_im = false;
    bool archived = false;
    std::vector<std::string> members;
    std::vector<std::string> pinned;  ///< ts of messages
    std::vector<SlackBookmark> bookmarks;
    std::vector<SlackMessage> messages;  ///< oldest first

    bool has_member(const std::string& user) const;
};

/// A message that one person sees: chat.postEphemeral, an answer to a command, or what a response_url
/// brought.
struct SlackEphemeral {
    Time at;
    std::string ts;
    std::string channel;
    std::string user;
    std::string text;
    std::string blocks;  ///< JSON array text, or empty
    std::string via;     ///< `chat.postEphemeral`, `answer` or `response_url`
    bool deleted = false;
};

struct SlackFile {
    std::string id;  ///< `F…`
    std::string name;
    std::string title;
    std::string channel;
    std::string bytes;
    std::string upload_path;  ///< path of the upload URL
    std::string initial_comment;
    std::size_t length = 0;  ///< as announced
    bool uploaded = false;
    bool completed = false;
};

/// So many forms may lie on each other (docs: surfaces/modals).
inline constexpr std::ptrdiff_t kFormStack = 3;

struct SlackView {
    std::string id;    ///< `V…`
    std::string type;  ///< `modal` or `home`
    std::string user;
    std::string hash;
    std::string view;     ///< JSON text as given
    std::string root_id;  ///< of the first view of its stack; its own id for that one
    bool open = true;     ///< whether the person still has it before them
    std::map<std::string, std::string> errors;  ///< shown beside its fields, by block id
    std::map<std::string, std::string> offered; ///< options that the app gave to its external menus, by block id, as JSON array text
};

/// What Slack has to tell the app: the body of an `event_callback`.
struct SlackEvent {
    std::string type;
    std::string body;
};

/// A live mention in a posted text: it would have notified somebody.
struct LiveMention {
    std::string channel;
    std::string ts;
    std::string mention;  ///< as written, e.g. `<!channel>`
    std::string text;
};

/// A short-lived handle that Slack gave out with a command or a button press.
struct SlackTrigger {
    std::string user;
    Time minted;
    bool used = false;
};

struct SlackResponseUrl {
    std::string channel;
    std::string user;
    std::string message_ts;  ///< of the message whose button was pressed; empty for a command
    bool on_ephemeral = false;
    Time minted;
    int uses = 0;
};

struct SlackOptions {
    std::string team_id = "T0SANDBOX";
    std::string team_domain = "sandbox";
    std::string app_id = "A0TOCSIN";
    std::string bot_user = "U0TOCSIN";
    std::string bot_id = "B0TOCSIN";
    std::string bot_token = "xoxb-sandbox-token";
    std::string signing_secret = "sandbox-signing-secret";
    std::string command = "/incident";
    std::string hooks_url = "https://hooks.slack.com";  ///< base of the response URLs that are minted
    std::string files_url = "https://files.slack.com";  ///< base of the upload URLs
    std::vector<std::string>
        scopes;  ///< granted; empty: all that the methods need, without chat:write.public
    bool enforce_rate_limits = true;  ///< off only for throughput measurements
    bool keep_calls = true;           ///< off only for throughput measurements
    std::vector<std::string> events;  ///< that the app is subscribed to; empty: all
    std::string app_token = "xapp-sandbox-token";
    std::vector<std::string> app_scopes{"connections:write"};  ///< of the app-level token
};

/// Everything in the workspace. Public, because tests and the demo read it; only the workspace's methods
/// write it.
struct SlackState {
    SlackOptions options;
    std::map<std::string, SlackUser> users;
    std::map<std::string, SlackUserGroup> user_groups;
    std::map<std::string, SlackChannel> channels;
    std::map<std::string, SlackFile> files;
    std::map<std::string, SlackView> views;
    std::map<std::string, SlackTrigger> triggers;
    std::map<std::string, SlackResponseUrl> response_urls;  ///< by path
    std::vector<SlackEphemeral> ephemerals;
    std::vector<SlackEvent> events;  ///< not fetched yet, oldest first
    std::vector<CallRecord> calls;
    std::vector<Violation> violations;
    std::vector<LiveMention> live_mentions;
    std::vector<std::string> allowed_mentions;
    Time last_ts;
    long long last_id = 0;
    std::shared_ptr<SocketMode> sockets;

    SlackUser* user(const std::string& id);
    SlackChannel* channel(const std::string& id);
    SlackMessage* message(const std::string& channel_id, const std::string& ts);
    SlackEphemeral* ephemeral(const std::string& channel_id, const std::string& ts);
    /// `prefix` and a number that was not given out before, ten characters or more.
    std::string next_id(const std::string& prefix);
    /// Of a view, new with each change of it.
    std::string next_hash(Time now);
    /// A message timestamp: the clock's time, moved on by a microsecond where it would repeat.
    std::string next_ts(Time now);
};

}  // namespace tocsin::sandbox
