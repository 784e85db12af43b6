// The names and numbers of the domain as types of their own. Values; any thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/base/strong.hpp"

namespace tocsin {

using IncidentNumber = StrongInt<struct IncidentNumberTag>;  ///< the 42 of INC-42
using EventSeq = StrongInt<struct EventSeqTag>;              ///< place in one incident's timeline, from 1
using OutboxId = StrongInt<struct OutboxIdTag>;
using TimerId = StrongInt<struct TimerIdTag>;
using ItemNumber = StrongInt<struct ItemNumberTag>;          ///< number of a task or follow-up within its incident

using TeamId = StrongString<struct TeamIdTag>;        ///< Slack workspace, T…
using UserId = StrongString<struct UserIdTag>;        ///< Slack user, U… or W…
using ChannelId = StrongString<struct ChannelIdTag>;  ///< Slack channel, C… or G…
using MessageTs = StrongString<struct MessageTsTag>;  ///< Slack message within its channel, e.g. 1531420618.000100
using UserGroupId = StrongString<struct UserGroupIdTag>;  ///< Slack user group, S…
using ServiceName = StrongString<struct ServiceNameTag>;
using PagerDutyIncidentId = StrongString<struct PagerDutyIncidentIdTag>;
using PagerDutyServiceId = StrongString<struct PagerDutyServiceIdTag>;

/// Who did something: `slack:T…:U…`, `api:NAME`, `pagerduty:ID`, `runbook:ID`, `system` (design §4), or `person:ID`: somebody of
/// the on-call file who is not in Slack.
using ActorId = StrongString<struct ActorIdTag>;
/// Through which door it came: `slack`, `api:NAME`, `pagerduty`, `timer`, `outbox`, `cli`.
using Source = StrongString<struct SourceTag>;

inline ActorId slack_actor(const TeamId& team, const UserId& user) { return ActorId("slack:" + team.value + ":" + user.value); }
inline ActorId pagerduty_actor(std::string_view id) { return ActorId("pagerduty:" + std::string(id)); }
inline ActorId api_actor(std::string_view name) { return ActorId("api:" + std::string(name)); }
inline ActorId system_actor() { return ActorId("system"); }

inline bool is_slack_person(const ActorId& actor) { return actor.value.starts_with("slack:"); }
/// The U… of `slack:T…:U…`; empty for every other actor.
inline UserId slack_user(const ActorId& actor) {
    return is_slack_person(actor) ? UserId(actor.value.substr(actor.value.rfind(':') + 1)) : UserId();
}

/// Somebody with a name: of Slack, or of the on-call file alone.
inline bool is_person(const ActorId& actor) { return is_slack_person(actor) || actor.value.starts_with("person:"); }

/// A runbook, or an API token that acts as nobody.
inline bool is_robot(const ActorId& actor) { return actor.value.starts_with("runbook:") || actor.value.starts_with("api:"); }

}  // namespace tocsin
