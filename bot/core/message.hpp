// A message in Slack as the record takes it: what may become of it, who wrote it, what hangs on it. Values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bot/base/markup.hpp"
#include "bot/core/ids.hpp"
#include "bot/core/words.hpp"

namespace tocsin {

/// What a marked message becomes.
enum class EntryKind : std::uint8_t { timeline, task, followup };

namespace words {
inline constexpr Table<EntryKind, 3> kEntryKind{{{EntryKind::timeline, "timeline"}, {EntryKind::task, "task"}, {EntryKind::followup, "followup"}}};
}  // namespace words
constexpr std::string_view name_of(EntryKind v) { return words::name_in(words::kEntryKind, v); }

/// A file that hangs on a message.
struct MessageAttachment {
    std::string name, type;
    std::string link{};  ///< its permalink, or empty
    friend bool operator==(const MessageAttachment&, const MessageAttachment&) = default;
};

/// A message as it stands in Slack when it is read.
struct FetchedMessage {
    std::optional<Time> at{};        ///< of a note by mention that says when: that, and the text is without it
    ActorId author;
    std::string author_name{};  ///< of whoever is no person of this workspace, such as another app
    MessageTs thread;           ///< the message that it answers, if it stands in a thread
    MessageTs version{};        ///< when it was last edited; empty: never
    Markup text;
    std::string plain{};        ///< the same with the names of now, for a task
    std::vector<MessageAttachment> files{};
    std::string link{};         ///< its permalink
    bool ours = false;          ///< tocsin itself wrote it: whatever it says is in the record already
    bool gone = false;          ///< it is not there (any more)
};

}  // namespace tocsin
