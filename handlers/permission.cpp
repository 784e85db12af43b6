#include "handlers/permission.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "handlers/escalate.hpp"

namespace tocsin::handlers {
namespace {

bool is_operator(const Caller& caller) { return caller.level >= AccessLevel::operator_; }

/// An incident that nobody has joined yet blocks nobody: whoever comes first may act.
bool is_responder(const Caller& caller, const Incident& state) {
    return is_operator(caller) || state.is_responder(caller.actor) || state.people().empty();
}

bool holds(const Caller& caller, const Incident& state, Role role) { return state.role(role) == caller.actor; }

bool leads_or_nobody_does(const Caller& caller, const Incident& state) {
    return holds(caller, state, Role::lead) || (state.role(Role::lead).empty() && is_responder(caller, state));
}

/// Whoever is on call may acknowledge; where no file says who that is, every member.
bool may_acknowledge(Context& context, const Incident* state) {
    if (state == nullptr || context.settings().oncall->current() == nullptr) return true;
    return is_responder(context.caller(), *state) || is_on_call_for(context, *state, context.caller().actor);
}

bool satisfies(Context& context, Needs needs, const Incident* state) {
    const Caller& caller = context.caller();
    switch (needs) {
        case Needs::all: return true;
        case Needs::member:
        case Needs::who_acted: return true;
        case Needs::on_call_or_responder: return may_acknowledge(context, state);
        case Needs::admin: return caller.level == AccessLevel::admin;
        case Needs::responder: return state == nullptr || is_responder(caller, *state) || is_on_call_for(context, *state, caller.actor);
        case Needs::lead_or_operator: return is_operator(caller) || (state != nullptr && leads_or_nobody_does(caller, *state));
        case Needs::lead_or_comms:
            return is_operator(caller) ||
                   (state != nullptr && (leads_or_nobody_does(caller, *state) || holds(caller, *state, Role::comms)));
    }
    return false;
}

/// Verbs that only a person may use: an API token without a `user` is nobody (design §4).
bool is_personal(std::string_view verb) {
    constexpr std::string_view personal[] = {"ack", "lead", "role", "join", "leave"};
    return std::ranges::find(personal, verb) != std::end(personal);
}

constexpr std::size_t kNamedAtMost = 3;

std::string in_words(Standing standing) {
    switch (standing) {
        case Standing::member: return std::string(describe(Needs::member));
        case Standing::responder: return std::string(describe(Needs::responder));
        case Standing::lead: return std::string(describe(Needs::lead_or_operator));
        case Standing::operator_: return "an operator";
        case Standing::admin: return std::string(describe(Needs::admin));
    }
    return {};
}

std::string name_of(Context& context, const UserId& user) {
    const auto known = context.tables().people.find(slack_actor(context.settings().team, user));
    return known && !known->name.empty() ? known->name : "@" + user.value;
}

/// `an operator, the user group S0SRE or Bob`
std::string in_words(Context& context, const AccessRule& rule) {
    std::vector<std::string> parts;
    if (rule.standing) parts.push_back(in_words(*rule.standing));
    for (const auto& group : rule.named.groups) parts.push_back("the user group " + group.value);
    for (const auto& user : rule.named.people) parts.push_back(name_of(context, user));
    if (parts.size() > 1) {
        const std::string last = std::move(parts.back());
        parts.pop_back();
        return text::join(parts, ", ") + " or " + last;
    }
    return parts.empty() ? std::string(describe(Needs::admin)) : parts.front();
}

/// Somebody who can: by name, so that nobody has to look for them.
std::string whom_to_ask(Context& context, const Named* named, Standing least = Standing::operator_) {
    std::vector<UserId> people;
    const auto add = [&](const std::vector<UserId>& more) { people.insert(people.end(), more.begin(), more.end()); };
    if (named != nullptr) add(named->people);
    if (least != Standing::admin) add(context.settings().operators);
    add(context.settings().admins);
    std::vector<std::string> names;
    for (const auto& user : people) {
        std::string name = name_of(context, user);
        if (names.size() < kNamedAtMost && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    return names.empty() ? "Ask somebody who is listed under `access` in the configuration." : "Ask " + text::join(names, " or ") + ".";
}

std::string how_to_get(Context& context, Needs needs) {
    switch (needs) {
        case Needs::responder:
        case Needs::on_call_or_responder: return "`join` makes you a responder.";
        case Needs::lead_or_operator:
        case Needs::lead_or_comms: return "`lead me` makes you the lead, if nobody is.";
        case Needs::admin: return whom_to_ask(context, nullptr, Standing::admin);
        default: return whom_to_ask(context, nullptr);
    }
}

std::optional<Right> right_of(std::string_view verb) {
    constexpr std::pair<std::string_view, Right> verbs[] = {
        {"declare", Right::declare}, {"close", Right::close}, {"reopen", Right::reopen}, {"run", Right::run}};
    for (const auto& [name, right] : verbs)
        if (name == verb) return right;
    return std::nullopt;
}

const AccessRule* rule_of(const Context& context, const VerbSpec& verb) {
    const auto right = right_of(verb.name);
    return right ? context.settings().rights.rule(*right) : nullptr;
}

bool stands(Context& context, Standing standing, const Incident* state) {
    switch (standing) {
        case Standing::member: return true;
        case Standing::responder: return satisfies(context, Needs::responder, state);
        case Standing::lead: return satisfies(context, Needs::lead_or_operator, state);
        case Standing::operator_: return is_operator(context.caller());
        case Standing::admin: return false;
    }
    return false;
}

bool fits(Context& context, const AccessRule& rule, const Incident* state) {
    return context.caller().level == AccessLevel::admin || is_named(context.tables(), rule.named, context.caller().actor) ||
           (rule.standing && stands(context, *rule.standing, state));
}

/// What was needed, as the record keeps it.
std::string needed(Context& context, const VerbSpec& verb) {
    const AccessRule* rule = rule_of(context, verb);
    return rule == nullptr ? std::string(describe(verb.needs)) : in_words(context, *rule);
}

std::string how_to_get(Context& context, const VerbSpec& verb) {
    const AccessRule* rule = rule_of(context, verb);
    if (rule == nullptr) return how_to_get(context, verb.needs);
    if (rule->standing == Standing::responder) return how_to_get(context, Needs::responder);
    return whom_to_ask(context, &rule->named);
}

bool has(const std::vector<UserId>& list, const UserId& user) { return !user.empty() && std::ranges::find(list, user) != list.end(); }

}  // namespace

AccessLevel level_of(const Settings& settings, const ActorId& actor, bool is_guest) {
    if (is_guest) return AccessLevel::guest;
    const UserId user = slack_user(actor);
    if (has(settings.admins, user)) return AccessLevel::admin;
    if (has(settings.operators, user)) return AccessLevel::operator_;
    return settings.default_access;
}

bool is_named(const store::Repositories& tables, const Named& named, const ActorId& actor) {
    const UserId user = slack_user(actor);
    if (user.empty()) return false;
    return has(named.people, user) || std::ranges::any_of(named.groups, [&](const UserGroupId& group) { return tables.user_groups.has(group, user); });
}

Caller in_groups(const store::Repositories& tables, const Settings& settings, Caller caller) {
    if (caller.level == AccessLevel::guest || (settings.admin_groups.empty() && settings.operator_groups.empty())) return caller;
    if (is_named(tables, {{}, settings.admin_groups}, caller.actor)) caller.level = AccessLevel::admin;
    else if (is_named(tables, {{}, settings.operator_groups}, caller.actor)) caller.level = std::max(caller.level, AccessLevel::operator_);
    return caller;
}

Result<void> allowed(Context& context, const VerbSpec& verb, const Incident* state) {
    const Caller& caller = context.caller();
    if (verb.needs == Needs::all) return {};
    if (caller.level == AccessLevel::guest)
        return fail(Errc::forbidden, "Guests of this workspace cannot use `" + std::string(verb.name) + "`.", "Ask a member of the team.");
    if (!caller.is_person && is_personal(verb.name))
        return fail(Errc::forbidden, "This token acts as nobody, and `" + std::string(verb.name) + "` is for a person.",
                    "Give the token a `user` under `api.tokens`.");
    const AccessRule* rule = rule_of(context, verb);
    if (rule == nullptr ? satisfies(context, verb.needs, state) : fits(context, *rule, state)) return {};
    return fail(Errc::forbidden, "`" + std::string(verb.name) + "` is for " + needed(context, verb) + ".", how_to_get(context, verb));
}

Result<void> may_set_severity(Context& context, const Incident& state, Severity to) {
    const bool lowering = state.severity != Severity::unset && to > state.severity;
    const AccessRule* rule = context.settings().rights.rule(Right::lower_severity);
    if (!lowering) return {};
    if (rule != nullptr && !fits(context, *rule, &state))
        return fail(Errc::forbidden, "Lowering a severity is for " + in_words(context, *rule) + ".", whom_to_ask(context, &rule->named));
    if (rule != nullptr || is_operator(context.caller()) || leads_or_nobody_does(context.caller(), state)) return {};
    return fail(Errc::forbidden, "Lowering a severity is for the lead or an operator.", "Ask the lead; `show` says who it is.");
}

void keep_denial(Context& context, std::string verb, std::string needed) {
    context.tables().denials.add({context.now(), context.caller().actor, context.caller().source, std::move(verb), std::move(needed)});
}

Reply deny(Context& context, const Incident* state, const VerbSpec& verb, const Error& why) {
    if (state != nullptr) context.record(state->number, {event::Denied{std::string(verb.name), needed(context, verb)}});
    else keep_denial(context, std::string(verb.name), needed(context, verb));
    return refuse(why, state == nullptr ? IncidentNumber() : state->number);
}

}  // namespace tocsin::handlers
