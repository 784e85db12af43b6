// What the configuration says under `access`: rights, and who has each, by level, by name or by user group. Values, read once;
// any thread. Whether somebody fits is asked in handlers/permission.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "bot/core/ids.hpp"
#include "bot/core/words.hpp"

namespace tocsin::handlers {

/// What can be given to other people than by default. The default is the verb's own `Needs`; for `see` it is a member.
enum class Right : std::uint8_t { see, declare, lower_severity, close, reopen, run };
inline constexpr std::size_t kRights = 6;

/// From here on up, somebody has a right by what they are. A `responder` joined the incident or is on call for its service; the `lead`
/// of an incident that has none is whoever responds.
enum class Standing : std::uint8_t { member, responder, lead, operator_, admin };

/// People by their U… and by the user groups that they are in.
struct Named {
    std::vector<UserId> people;
    std::vector<UserGroupId> groups;
    bool empty() const { return people.empty() && groups.empty(); }
};

/// Whoever fits any part of it. Without a standing only those who are named, and admins.
struct AccessRule {
    std::optional<Standing> standing;
    Named named;
};

/// By Right; nothing: as by default.
class Rights {
public:
    const AccessRule* rule(Right right) const {
        const auto& found = rules_[static_cast<std::size_t>(right)];
        return found ? &*found : nullptr;
    }
    void set(Right right, AccessRule rule) { rules_[static_cast<std::size_t>(right)] = std::move(rule); }

private:
    std::array<std::optional<AccessRule>, kRights> rules_{};
};

inline constexpr tocsin::words::Table<Right, kRights> kRightWords{{{Right::see, "see"}, {Right::declare, "declare"}, {Right::lower_severity, "lower_severity"},
                                                                  {Right::close, "close"}, {Right::reopen, "reopen"}, {Right::run, "run"}}};
inline constexpr tocsin::words::Table<Standing, 5> kStandingWords{{{Standing::member, "member"}, {Standing::responder, "responder"}, {Standing::lead, "lead"},
                                                                  {Standing::operator_, "operator"}, {Standing::admin, "admin"}}};

}  // namespace tocsin::handlers
