#include "bot/store/user_group_repository.hpp"

#include "bot/store/database.hpp"

namespace tocsin::store {

bool UserGroupRepository::has(const UserGroupId& group, const UserId& user) const {
    return database_.value<bool>("SELECT EXISTS (SELECT 1 FROM user_group_member WHERE user_id = ? AND group_id = ?)", user, group);
}

std::optional<Time> UserGroupRepository::read_at(const UserGroupId& group) const {
    Rows rows = database_.query("SELECT read_at FROM user_group WHERE id = ?", group);
    return rows.next() ? std::optional(rows.get<Time>(0)) : std::nullopt;
}

std::vector<UserId> UserGroupRepository::members(const UserGroupId& group) const {
    Rows rows = database_.query("SELECT user_id FROM user_group_member WHERE group_id = ? ORDER BY user_id", group);
    std::vector<UserId> out;
    while (rows.next()) out.push_back(rows.get<UserId>(0));
    return out;
}

void UserGroupRepository::put(const UserGroupId& group, const std::vector<UserId>& members, Time now) {
    database_.run("INSERT INTO user_group (id, read_at) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET read_at = excluded.read_at", group, now);
    database_.run("DELETE FROM user_group_member WHERE group_id = ?", group);
    for (const UserId& user : members)
        database_.run("INSERT INTO user_group_member (user_id, group_id) VALUES (?, ?) ON CONFLICT DO NOTHING", user, group);
}

}  // namespace tocsin::store
