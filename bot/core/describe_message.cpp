#include "bot/core/describe_message.hpp"

#include "bot/core/event_kinds.hpp"

namespace tocsin {
namespace {

Markup file_words(const MessageAttachment& file) {
    const std::string words = file.name + (file.type.empty() ? "" : " (" + file.type + ")");
    return Markup(" 📎 ") << Markup().link(file.link, words);
}

/// Of a captured message, or of a task that was made of one.
template <class Made>
Markup what_hangs_on(const Made& made) {
    Markup m;
    if (!made.thread.empty()) m << " (in a thread)";
    for (const auto& file : made.files) m << file_words(file);
    return m;
}

}  // namespace

Markup message_author(const event::MessageCaptured& e) {
    return e.author.empty() ? Markup(e.author_name.empty() ? "somebody" : e.author_name) : Markup().person(e.author.value);
}

Markup message_words(const event::MessageCaptured& e) { return Markup(e.text) << what_hangs_on(e); }

Markup message_origin(const event::TaskAdded& e) {
    if (e.author.empty()) return {};
    return (Markup(" — from a message of ").person(e.author.value)) << what_hangs_on(e);
}

Markup describe_message(const event::MessageCaptured& e) { return message_author(e) << ": " << message_words(e); }

Markup describe_message(const event::MessageRevised& e) { return Markup("edited: ") << e.text; }
Markup describe_message(const event::MessageDeleted&) { return "the message was deleted in Slack"; }
Markup describe_message(const event::EntryWithdrawn&) { return "taken out of the record: nobody marks the message any more"; }
Markup describe_message(const event::ChannelRenamed& e) { return "channel #" + e.from + " is now #" + e.to; }
Markup describe_message(const event::ChannelDeleted&) { return "the channel was deleted in Slack"; }

bool is_seen_in_channel(const EventBody& body) {
    return is_one_of<event::MessageCaptured, event::MessageRevised, event::MessageDeleted, event::EntryWithdrawn, event::ChannelRenamed,
                     event::ChannelDeleted>(body);
}

}  // namespace tocsin
