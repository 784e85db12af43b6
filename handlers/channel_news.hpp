// What becomes of an incident's channel and of who is in it, by people's hands in Slack. Store thread.
#pragma once

#include "bot/slack/inbound.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Welcomes somebody once, so that they alone read it: the card and what is needed.
Reply member_joined(Context& context, const slack::MemberJoined& joined);

/// Archived, opened again, renamed, deleted. What cannot work any more is said where people still look.
Reply channel_changed(Context& context, const slack::ChannelChanged& changed);

/// The bot may not come back into a channel by itself.
void not_in_channel(Context& context, IncidentNumber incident, const std::string& why);

/// Nothing can be done in the old channel of an open incident: the work goes on in a new one.
void make_another_channel(Context& context, IncidentNumber incident, const std::string& why);

}  // namespace tocsin::handlers
