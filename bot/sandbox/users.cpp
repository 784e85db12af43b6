// auth.test, users.*, usergroups.*: who is who.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/sandbox/slack_methods.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {

json user_json(const SlackCall& call, const SlackUser& user) {
    json profile{{"display_name", user.name}, {"real_name", user.name}};
    // Slack leaves the address out of profiles for apps without the e-mail scope.
    if (call.granted("users:read.email")) profile["email"] = user.email;
    return {{"id", user.id},
            {"team_id", call.state.options.team_id},
            {"name", user.name},
            {"real_name", user.name},
            {"tz", user.tz},
            {"deleted", user.deleted},
            {"is_admin", user.is_admin},
            {"is_bot", user.is_bot},
            {"is_restricted", user.is_guest},
            {"is_ultra_restricted", user.is_guest},
            {"profile", profile}};
}

}  // namespace

SlackAnswer auth_test(const SlackCall& call) {
    const SlackOptions& options = call.state.options;
    return json{{"url", fmt::format("https://{}.slack.com/", options.team_domain)},
                {"team", options.team_domain},
                {"team_id", options.team_id},
                {"user", "tocsin"},
                {"user_id", options.bot_user},
                {"bot_id", options.bot_id}};
}

SlackAnswer users_info(const SlackCall& call) {
    const SlackUser* user = call.state.user(call.text("user"));
    if (!user) return refuse("user_not_found");
    return json{{"user", user_json(call, *user)}};
}

SlackAnswer users_list(const SlackCall& call) {
    json all = json::array();
    for (const auto& [id, user] : call.state.users) all.push_back(user_json(call, user));
    return paged(call, "members", all);
}

SlackAnswer users_lookup_by_email(const SlackCall& call) {
    const std::string email = call.text("email");
    const auto found = std::ranges::find_if(call.state.users, [&](const auto& entry) {
        return !entry.second.deleted && text::equals_ignoring_case(entry.second.email, email);
    });
    if (found == call.state.users.end()) return refuse("users_not_found");
    return json{{"user", user_json(call, found->second)}};
}

SlackAnswer usergroups_list(const SlackCall& call) {
    json groups = json::array();
    for (const auto& [id, group] : call.state.user_groups) {
        if (group.disabled && !call.flag("include_disabled")) continue;
        json entry{{"id", group.id}, {"handle", group.handle}, {"name", group.handle}};
        if (call.flag("include_users")) entry["users"] = group.members;
        if (call.flag("include_count")) entry["user_count"] = group.members.size();
        groups.push_back(std::move(entry));
    }
    return json{{"usergroups", groups}};
}

SlackAnswer usergroups_users_list(const SlackCall& call) {
    const auto found = call.state.user_groups.find(call.text("usergroup"));
    if (found == call.state.user_groups.end()) return refuse("no_such_subteam");
    return json{{"users", found->second.members}};
}

SlackAnswer usergroups_users_update(const SlackCall& call) {
    const auto found = call.state.user_groups.find(call.text("usergroup"));
    if (found == call.state.user_groups.end()) return refuse("no_such_subteam");
    if (call.text("users").empty()) return refuse("no_users_provided");
    found->second.members.clear();
    for (const auto user : text::split(call.text("users"), ',')) {
        if (!call.state.users.contains(std::string(user))) return refuse("invalid_users");
        found->second.members.emplace_back(user);
    }
    return json{{"usergroup", {{"id", found->second.id}, {"users", found->second.members}}}};
}

}  // namespace tocsin::sandbox
