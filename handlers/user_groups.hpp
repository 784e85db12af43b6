// Slack's user groups that the configuration names: read every few minutes and when Slack says that one changed, kept in the store, so that
// the last known list counts while Slack is down. On the store thread.
#pragma once

#include <string>
#include <vector>

#include "bot/core/delivery_outcome.hpp"
#include "handlers/context.hpp"

namespace tocsin::handlers {

inline constexpr Duration kGroupsEvery = std::chrono::minutes{5};

/// Every group that the configuration names, without repeats.
std::vector<UserGroupId> groups_in(const Settings& settings);

/// At the start: all are read at once, and again every few minutes. Without groups there is no timer.
void start_user_groups(store::UnitOfWork& work, const Settings& settings);
void user_groups_due(Context& context);
/// Slack says that this group changed. Nothing happens if the configuration does not name it.
void group_changed(Context& context, const UserGroupId& group);

void group_read(Context& context, const UserGroupId& group, const std::vector<UserId>& members);
/// `health` says since when, why, and which list counts meanwhile.
void group_unreadable(Context& context, const UserGroupId& group, const std::string& why);

}  // namespace tocsin::handlers
