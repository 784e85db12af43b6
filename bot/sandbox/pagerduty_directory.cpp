// REST: people, who is on call, services, policies and priorities.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/sandbox/contains.hpp"
#include "bot/sandbox/pagerduty_rules.hpp"

namespace tocsin::sandbox {

namespace {

bool matches(const std::string& query, const std::string& text) {
    return text::lower(text).contains(text::lower(query));
}

ordered_json service_json(const PagerDutyState& state, const PagerDutyService& service) {
    ordered_json out = reference(state, "service", service.id);
    out["type"] = "service";
    out["name"] = service.name;
    out["status"] = "active";
    out["escalation_policy"] = reference(state, "escalation_policy", service.policy);
    out["teams"] = ordered_json::array();
    for (const std::string& team : service.teams) out["teams"].push_back(reference(state, "team", team));
    out["integrations"] = ordered_json::array({integration_reference(state, service)});
    return out;
}

ordered_json policy_json(const PagerDutyState& state, const PagerDutyPolicy& policy) {
    ordered_json out = reference(state, "escalation_policy", policy.id);
    out["type"] = "escalation_policy";
    out["name"] = policy.name;
    out["escalation_rules"] = ordered_json::array();
    for (const auto& level : policy.levels) {
        ordered_json rule{{"escalation_delay_in_minutes", 30}, {"targets", ordered_json::array()}};
        for (const std::string& user : level) rule["targets"].push_back(reference(state, "user", user));
        out["escalation_rules"].push_back(rule);
    }
    return out;
}

ordered_json on_call_json(const RestCall& call, const PagerDutyPolicy& policy, std::size_t level,
                          const std::string& user) {
    const auto included = call.all("include[]");
    const ordered_json schedule =
        policy.schedule_id.empty()
            ? ordered_json()
            : ordered_json{{"id", policy.schedule_id}, {"type", "schedule_reference"}, {"summary", policy.name + " schedule"}};
    const bool bounded = !policy.schedule_id.empty() && policy.shift_ends != Time{};
    return {{"user", contains(included, "users") ? user_rest_json(call.state, call.state.users[user])
                                                 : reference(call.state, "user", user)},
            {"schedule", schedule},
            {"escalation_policy", reference(call.state, "escalation_policy", policy.id)},
            {"escalation_level", level + 1},
            {"start", bounded ? ordered_json(format_rfc3339(call.now)) : ordered_json()},
            {"end", bounded ? ordered_json(format_rfc3339(policy.shift_ends)) : ordered_json()}};
}

}  // namespace

PagerDutyAnswer list_users(const RestCall& call) {
    const std::string query = call.request.query("query");
    ordered_json users = ordered_json::array();
    for (const auto& [id, user] : call.state.users)
        if (query.empty() || matches(query, user.name) || matches(query, user.email))
            users.push_back(user_rest_json(call.state, user));
    return rest_page(call, "users", users);
}

PagerDutyAnswer get_user(const RestCall& call) {
    // An account token is nobody's own.
    if (call.id == "me") return invalid_input("Users me is for user tokens only");
    const auto found = call.state.users.find(call.id);
    if (found == call.state.users.end()) return rest_not_found();
    return ordered_json{{"user", user_rest_json(call.state, found->second)}};
}

PagerDutyAnswer list_oncalls(const RestCall& call) {
    const auto policies = call.all("escalation_policy_ids[]"), users = call.all("user_ids[]"),
               schedules = call.all("schedule_ids[]");
    // PagerDuty leaves out what it does not know; a client that asks for it has a typing mistake.
    for (const std::string& name : call.all("include[]"))
        if (name != "users" && name != "schedules" && name != "escalation_policies") return invalid_input("cannot include " + name);
    ordered_json oncalls = ordered_json::array();
    for (const auto& [id, policy] : call.state.policies) {
        if (!policies.empty() && !contains(policies, id)) continue;
        if (!schedules.empty() && !contains(schedules, policy.schedule_id)) continue;
        for (std::size_t level = 0; level < policy.levels.size(); ++level)
            for (const std::string& user : policy.levels[level])
                if (users.empty() || contains(users, user))
                    oncalls.push_back(on_call_json(call, policy, level, user));
    }
    return rest_page(call, "oncalls", oncalls);
}

PagerDutyAnswer list_services(const RestCall& call) {
    const std::string query = call.request.query("query");
    ordered_json services = ordered_json::array();
    for (const auto& [id, service] : call.state.services)
        if (query.empty() || matches(query, service.name))
            services.push_back(service_json(call.state, service));
    return rest_page(call, "services", services);
}

PagerDutyAnswer get_service(const RestCall& call) {
    const auto found = call.state.services.find(call.id);
    if (found == call.state.services.end()) return rest_not_found();
    return ordered_json{{"service", service_json(call.state, found->second)}};
}

PagerDutyAnswer list_policies(const RestCall& call) {
    const std::string query = call.request.query("query");
    ordered_json policies = ordered_json::array();
    for (const auto& [id, policy] : call.state.policies)
        if (query.empty() || matches(query, policy.name)) policies.push_back(policy_json(call.state, policy));
    return rest_page(call, "escalation_policies", policies);
}

PagerDutyAnswer get_policy(const RestCall& call) {
    const auto found = call.state.policies.find(call.id);
    if (found == call.state.policies.end()) return rest_not_found();
    return ordered_json{{"escalation_policy", policy_json(call.state, found->second)}};
}

PagerDutyAnswer list_priorities(const RestCall& call) {
    ordered_json priorities = ordered_json::array();
    for (const auto& [id, priority] : call.state.priorities)
        priorities.push_back(
            {{"id", id}, {"type", "priority"}, {"summary", priority.name}, {"name", priority.name}});
    return rest_page(call, "priorities", priorities);
}

}  // namespace tocsin::sandbox
