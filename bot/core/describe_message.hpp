// What describe says of messages in Slack that became part of the record, and of what people did to the channel. Pure; any thread.
#pragma once

#include "bot/base/markup.hpp"
#include "bot/core/event.hpp"

namespace tocsin {

Markup describe_message(const event::MessageCaptured& e);
Markup describe_message(const event::MessageRevised& e);
Markup describe_message(const event::MessageDeleted& e);
Markup describe_message(const event::EntryWithdrawn& e);
Markup describe_message(const event::ChannelRenamed& e);
Markup describe_message(const event::ChannelDeleted& e);

/// Who wrote it, and what it says with what hangs on it.
Markup message_author(const event::MessageCaptured& e);
Markup message_words(const event::MessageCaptured& e);

/// Whose message a task was made of, with what hangs on it; empty if somebody typed it.
Markup message_origin(const event::TaskAdded& e);

/// Everybody in the channel saw it there: a line about it would say it twice.
bool is_seen_in_channel(const EventBody& body);

}  // namespace tocsin
