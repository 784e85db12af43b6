// What becomes of an incident's channel and of who is in it, by people's hands in Slack. Store thread.
#pragma once

#include "bot/core/delivery_outcome.hpp"
#include "bot/core/timer.hpp"
#include "bot/slack/inbound.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

/// Somebody came into a channel or left it. Whoever comes is welcomed once, so that they alone read it: the card and what is needed. If
/// the bot comes back, what waited for it goes on. `at`: Slack's time of the event; an older one than is known says nothing.
Reply member_changed(Context& context, const slack::MemberChanged& changed, const MessageTs& at);

/// Hourly for a private incident: who left its channel without our being told is none of its own any more.
void members_check_due(Context& context, const TimerRow& timer);
void watch_members(Context& context, IncidentNumber incident);
void members_read(Context& context, const OutboxRow& row, const Delivered& found);

/// Archived, opened again, renamed, deleted. What cannot work any more is said where people still look.
Reply channel_changed(Context& context, const slack::ChannelChanged& changed, const MessageTs& at);
/// Slack refuses what is to be said there: it is archived, whatever event was missed.
void channel_is_archived(Context& context, IncidentNumber incident);
/// Slack was asked and says that the channel is not archived, whatever event was missed.
void channel_is_open(Context& context, IncidentNumber incident);
/// When the bot last came into the incident's channel, as far as Slack said so.
Time bot_came_at(Context& context, const Incident& state);

/// The bot may not come back into a channel by itself.
void not_in_channel(Context& context, IncidentNumber incident, const std::string& why);

/// Nothing can be done in the old channel of an open incident: the work goes on in a new one.
void make_another_channel(Context& context, IncidentNumber incident, const std::string& why);

}  // namespace tocsin::handlers
