#include "bot/config_access.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "handlers/user_groups.hpp"

namespace tocsin {
namespace {

using handlers::AccessRule;
using handlers::Named;
using handlers::Right;
using handlers::Standing;

constexpr std::string_view kGroup = "group:";

/// Slack's ids are capital letters and digits; `first`: what they may begin with.
bool is_id(std::string_view text, std::string_view first) {
    const auto is_part = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    return text.size() > 1 && first.contains(text.front()) && std::ranges::all_of(text, is_part);
}

/// `U…`, or `group:S…`.
void add_named(YamlSection& access, const std::string& key, const std::string& name, Named& out) {
    if (!name.starts_with(kGroup)) {
        out.people.emplace_back(name);
        return;
    }
    const std::string group = name.substr(kGroup.size());
    if (!is_id(group, "S")) return access.mistake(key, fmt::format("must name user groups by their id, such as group:S0SRE; `{}` is none", group));
    out.groups.emplace_back(group);
}

Named read_named(YamlSection& access, const std::string& key) {
    Named out;
    for (const auto& name : access.texts(key)) add_named(access, key, name, out);
    return out;
}

/// What follows from an incident means nothing where there is none yet, and whoever is in one always sees it.
bool is_possible(Right right, Standing standing) {
    const bool of_incident = standing == Standing::responder || standing == Standing::lead;
    return !of_incident || (right != Right::see && right != Right::declare);
}

AccessRule read_rule(YamlSection& access, Right right, const std::string& key, bool is_list) {
    AccessRule out;
    for (const auto& word : is_list ? access.texts(key) : std::vector<std::string>{access.text(key).value_or("")}) {
        const auto standing = words::find_in(handlers::kStandingWords, word);
        if (standing && !is_possible(right, *standing)) access.mistake(key, fmt::format("cannot be `{}`: it may be member, operator, admin, people and user groups", word));
        else if (standing) out.standing = out.standing ? std::min(*out.standing, *standing) : *standing;
        else if (word.starts_with(kGroup) || is_id(word, "UW")) add_named(access, key, word, out.named);
        else access.mistake(key, fmt::format("may hold member, responder, lead, operator, admin, U… and group:S…; `{}` is none of them", word));
    }
    return out;
}

}  // namespace

std::optional<AccessLevel> read_level(YamlSection& section, const std::string& key) {
    const auto level = section.choice(key, {"guest", "member", "operator", "admin"});
    return level ? std::optional(static_cast<AccessLevel>(*level)) : std::nullopt;
}

void read_access(YamlSection access, Config& config) {
    auto& settings = config.settings;
    if (const auto level = read_level(access, "default")) settings.default_access = *level;
    const auto operators = read_named(access, "operators");
    const auto admins = read_named(access, "admins");
    settings.operators = operators.people;
    settings.operator_groups = operators.groups;
    settings.admins = admins.people;
    settings.admin_groups = admins.groups;
    const auto right = [&](Right which, const YAML::Node& at) {
        if (!at.IsDefined() || at.IsNull()) return;
        settings.rights.set(which, read_rule(access, which, std::string(words::name_in(handlers::kRightWords, which)), at.IsSequence()));
    };
    right(Right::see, access.node("see"));
    right(Right::declare, access.node("declare"));
    right(Right::lower_severity, access.node("lower_severity"));
    right(Right::close, access.node("close"));
    right(Right::reopen, access.node("reopen"));
    right(Right::run, access.node("run"));
    if (!handlers::groups_in(settings).empty() && !config.slack.enabled)
        access.mistake("operators", "and its neighbours name user groups of Slack, and there is no `slack` section");
    access.refuse_unknown();
}

}  // namespace tocsin
