// Tables `user_group` and `user_group_member`: who is in which of Slack's user groups, as they were when they were last read. A stale
// list counts until a newer one is there. Part of Repositories.
#pragma once

#include <optional>
#include <vector>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::store {

class Database;

class UserGroupRepository {
public:
    explicit UserGroupRepository(Database& database) : database_(database) {}

    bool has(const UserGroupId& group, const UserId& user) const;
    /// When the group was last read; nothing if it never was, and then nobody is in it.
    std::optional<Time> read_at(const UserGroupId& group) const;
    std::vector<UserId> members(const UserGroupId& group) const;
    void put(const UserGroupId& group, const std::vector<UserId>& members, Time now);

private:
    Database& database_;
};

}  // namespace tocsin::store
