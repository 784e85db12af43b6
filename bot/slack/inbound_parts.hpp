// The two JSON halves of `decode`, for inbound.cpp alone. Pure; any thread.
#pragma once

#include "bot/base/json_cursor.hpp"
#include "bot/slack/inbound.hpp"

namespace tocsin::slack {

/// `payload` of an interaction (docs: interactivity/handling-user-interaction).
Result<Inbound> decode_interaction(std::string_view payload);
/// A JSON body: the Events API and what Slack says beside it (docs: apis/events-api).
Result<Inbound> decode_event(std::string_view body);

/// A `message` object; its channel may stand outside of it.
InboundMessage message_of(const JsonCursor& message, const ChannelId& channel);

}  // namespace tocsin::slack
