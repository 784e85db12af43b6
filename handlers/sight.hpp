// Who may see an incident. A private one is there for its own people and for admins alone: to everybody else each answer is the one
// that an incident which does not exist would get (docs/access.md). Everything that shows or names an incident asks here. Free
// functions; inside one transaction or one view, on the thread of whoever owns that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "handlers/context.hpp"

namespace tocsin::handlers {

/// `caller` as the store knows them (`in_groups`). Its own people: whoever has a role, responds, declared it, was admitted, was reached by
/// one of its pages, or writes in its channel. The program itself sees everything.
bool may_see(const store::Repositories& tables, const Settings& settings, const Caller& caller, const Incident& state);
bool may_see(Context& context, const Incident& state);

/// Whoever sees everything: by name or by group, as the store last knew the groups; each once.
std::vector<UserId> admins_of(const store::Repositories& tables, const Settings& settings);

/// Null if there is none, and just so if the caller may not see it.
const Incident* visible(Context& context, IncidentNumber number);
/// Nothing in both cases. `caller` as its endpoint knows them.
std::optional<Incident> visible(const store::Snapshot& view, const Settings& settings, const Caller& caller, IncidentNumber number);

/// The one sentence for what is not there, whatever the reason.
Error no_such_incident(const Settings& settings, IncidentNumber number);

/// Somebody other than who acts, to find out what they may see; no channel vouches for them.
Caller seen_as(const store::Repositories& tables, const Settings& settings, const ActorId& person);

/// Somebody was invited into a private incident: they may see it from now on. Nothing to do elsewhere, or if they may already.
void let_in(Context& context, IncidentNumber incident, const ActorId& person, const std::string& why);
/// What stands in `channel_news` about whether somebody is in a channel.
std::string about_member(const UserId& user);
/// Slack says that somebody is in this channel now, whoever put them there.
void member_joined(Context& context, const ChannelId& channel, const ActorId& person);
/// Or is not any more: with the channel of a private incident goes the incident, but for whoever has a role in it, was paged or declared it.
void member_left(Context& context, const ChannelId& channel, const ActorId& person);
/// The last role of somebody who had left that channel before ended, and with it what they could see.
void role_ended(Context& context, const Incident& state, const ActorId& person);

}  // namespace tocsin::handlers
