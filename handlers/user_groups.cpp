#include "handlers/user_groups.hpp"

#include <algorithm>

#include "bot/base/time_format.hpp"
#include "handlers/home.hpp"

namespace tocsin::handlers {
namespace {

constexpr std::string_view kPrefix = "user_group_";

std::string watch_of(const UserGroupId& group) { return std::string(kPrefix) + group.value; }

/// What was amiss with a group that the configuration no longer names.
void forget_others(store::UnitOfWork& work, const std::vector<UserGroupId>& named) {
    for (const auto& watched : work.tables().watch.all()) {
        const bool is_ours = watched.name.starts_with(kPrefix);
        const auto is_it = [&](const UserGroupId& group) { return watch_of(group) == watched.name; };
        if (is_ours && std::ranges::none_of(named, is_it)) work.tables().watch.forget(watched.name);
    }
}

}  // namespace

std::vector<UserGroupId> groups_in(const Settings& settings) {
    std::vector<UserGroupId> out;
    const auto add = [&](const std::vector<UserGroupId>& more) {
        for (const auto& group : more)
            if (std::ranges::find(out, group) == out.end()) out.push_back(group);
    };
    add(settings.operator_groups);
    add(settings.admin_groups);
    for (const auto& [right, name] : kRightWords)
        if (const auto* rule = settings.rights.rule(right)) add(rule->named.groups);
    return out;
}

void start_user_groups(store::UnitOfWork& work, const Settings& settings) {
    const auto named = groups_in(settings);
    forget_others(work, named);
    if (named.empty()) return work.cancel_timer(TimerKind::user_groups, {}, "all");
    for (const auto& group : named)
        if (!work.tables().user_groups.read_at(group)) work.tables().watch.set(watch_of(group), "unknown", "it has not been read yet, so nobody is in it", work.now());
    work.set_timer(TimerKind::user_groups, {}, "all", work.now());
}

void user_groups_due(Context& context) {
    const auto named = groups_in(context.settings());
    if (named.empty()) return;
    for (const auto& group : named) context.work().enqueue({}, delivery::ReadUserGroup{group});
    context.work().set_timer(TimerKind::user_groups, {}, "all", context.now() + kGroupsEvery);
}

void group_changed(Context& context, const UserGroupId& group) {
    const auto named = groups_in(context.settings());
    if (std::ranges::find(named, group) != named.end()) context.work().enqueue({}, delivery::ReadUserGroup{group});
}

void group_read(Context& context, const UserGroupId& group, const std::vector<UserId>& members) {
    auto& groups = context.tables().user_groups;
    const auto before = groups.members(group);
    groups.put(group, members, context.now());
    // Who is in a group decides what they may see.
    if (groups.members(group) != before) homes_changed(context);
    context.tables().watch.set(watch_of(group), "ok", {}, context.now());
}

void group_unreadable(Context& context, const UserGroupId& group, const std::string& why) {
    const auto read_at = context.tables().user_groups.read_at(group);
    const auto members = context.tables().user_groups.members(group).size();
    const std::string meanwhile = read_at ? "the " + std::to_string(members) + " people who were in it at " + format_utc_minute(*read_at) + " UTC count meanwhile"
                                          : "it was never read, so nobody is in it";
    context.tables().watch.set(watch_of(group), read_at ? "stale" : "unknown", meanwhile + " (" + why + ")", context.now());
}

}  // namespace tocsin::handlers
