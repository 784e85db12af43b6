// Messages of an incident's channel become entries of its record: somebody marks one (an emoji, a pin, a mention, a shortcut), the message
// is read through the outbox, and its entry has the message's own time, author and link. Slack's events come in any order and more than
// once; whatever the order, the same entries stand in the end, since each mark keeps only what its newest event said. Store thread.
#pragma once

#include <optional>
#include <string>

#include "bot/core/delivery_outcome.hpp"
#include "bot/slack/called.hpp"
#include "bot/slack/inbound.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

inline constexpr const char* kPinMark = "pin";
inline constexpr const char* kMentionMark = "mention";
inline constexpr const char* kShortcutMark = "shortcut";

/// `pushpin` → timeline, as configured; nothing for an emoji that means nothing here. Skin tones do not matter.
std::optional<EntryKind> kind_of_reaction(const Settings& settings, std::string_view reaction);

/// A mark was set or taken away. The person who did it is the caller.
struct MarkNews {
    ChannelId channel;
    MessageTs ts;
    std::string mark;             ///< `reaction:pushpin`, `pin`, `mention`, `shortcut`
    EntryKind kind = EntryKind::timeline;
    MessageTs changed;            ///< Slack's time of the event
    bool present = true;
    std::optional<Time> at{};     ///< said by hand, if the entry is about another moment than the message's
    Markup known{};               ///< what is known of the text already, should the message be gone when it is read
    std::vector<MessageAttachment> files{};
};
/// Of a channel that is no incident's: nothing. Whoever may not add to the record is told so, themselves alone.
Reply message_marked(Context& context, const MarkNews& news);

/// The same from the message's menu: `message` as the interaction shows it; `changed`: when it was pressed. The answer's text is what the
/// person must be told: that it was denied, is in the record already, or that the channel is no incident's.
Reply message_picked(Context& context, const slack::InboundMessage& message, EntryKind kind, MessageTs changed);

/// `called`: the names of what it mentions.
Reply message_edited(Context& context, const slack::InboundMessage& message, const slack::Called& called);
Reply message_erased(Context& context, const slack::MessageErased& erased);

/// The message was read: its entry is made, unless nobody marks it any more.
void message_read(Context& context, const OutboxRow& row, const FetchedMessage& message);
/// Slack refused to show it: the channel is told, and whoever marked it.
void message_unreadable(Context& context, const delivery::CaptureMessage& what, const std::string& why);

/// What a person writes who begins with a mention of the bot: `<@U0TOCSIN> note failed over` → `note failed over`, as Slack escapes it.
/// Nothing without one at the beginning. `bot` empty: whoever is mentioned there is the bot.
std::optional<std::string> after_mention(std::string_view escaped, const UserId& bot);
/// The text of a note made by a mention, with its people and channels; nothing if it is no note.
std::optional<Markup> note_in(const Settings& settings, std::string_view escaped);
/// What an entry says of a message: all of it, or the note in it, whichever way it was marked.
Markup entry_text(const Settings& settings, std::string_view escaped);

/// A note by mention that says when: the time is no part of its text.
struct TimedNote {
    std::string text;
    Time at;
};
/// `typed`: what follows the mention, as it reads. A time without a date is the latest past one as of when the message was written, in the
/// zone of whoever wrote it. Nothing if it is no note, or says no time.
std::optional<TimedNote> timed_note(std::string_view typed, const MessageTs& written, const std::string& zone);

}  // namespace tocsin::handlers
