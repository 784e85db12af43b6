// Tables `message_mark`, `captured_message`, `welcomed`, `channel_news` and `slack_name`: who marked which message in Slack and what became of it in
// the record, who was welcomed into a channel, how new what is known of one is, what groups and channels are called. Part of Repositories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/message.hpp"

namespace tocsin::store {

class Database;

/// A mark of one person on a message, as of `changed`: Slack's time of the event.
struct MessageMark {
    ChannelId channel;
    MessageTs ts;
    std::string mark;
    UserId person;
    EntryKind kind = EntryKind::timeline;
    MessageTs changed;
    bool present = true;
};

enum class CaptureState : std::uint8_t { asked, present, withdrawn, lost };

struct CapturedMessage {
    ChannelId channel;
    MessageTs ts;
    EntryKind kind = EntryKind::timeline;
    IncidentNumber incident;
    CaptureState state = CaptureState::asked;
    EventSeq entry, text_in;
    ItemNumber item;      ///< of a task or follow-up
    MessageTs version;    ///< the newest edit that is known
    bool deleted = false;
};

struct SlackName {
    std::string id, name;
    Time fetched_at;
};

class MessageRepository {
public:
    explicit MessageRepository(Database& database) : database_(database) {}

    /// False if a newer event (or this one) said what there is to say of this mark.
    bool put(const MessageMark& mark);
    /// Whether anybody marks the message for an entry of this kind.
    bool is_marked(const ChannelId& channel, const MessageTs& ts, EntryKind kind) const;

    std::optional<CapturedMessage> find(const ChannelId& channel, const MessageTs& ts, EntryKind kind) const;
    /// Of every kind.
    std::vector<CapturedMessage> find(const ChannelId& channel, const MessageTs& ts) const;
    void put(const CapturedMessage& message);

    /// True the first time.
    bool welcome(IncidentNumber incident, const UserId& person);

    /// Whether nothing newer was said about this of the channel; keeps that it was said now. `about`: `archived`, `name`, `member:U012ABC`. Of
    /// two things said at the same instant the greater counts, whichever comes last: `1`, archived or left, before `0`, open or joined.
    bool is_news(const ChannelId& channel, const std::string& about, const MessageTs& changed, const std::string& says);
    struct Said {
        MessageTs at;
        std::string says;
    };
    /// The newest of it; nothing if nothing was said.
    std::optional<Said> said_of(const ChannelId& channel, const std::string& about) const;

    std::vector<SlackName> names() const;
    void put(const SlackName& name);

private:
    Database& database_;
};

}  // namespace tocsin::store
