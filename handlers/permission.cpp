#include "handlers/permission.hpp"

#include <algorithm>

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

std::unexpected<Error> denied(const VerbSpec& verb, std::string hint) {
    return fail(Errc::forbidden, "`" + std::string(verb.name) + "` is for " + std::string(describe(verb.needs)) + ".", std::move(hint));
}

std::string how_to_get(Needs needs) {
    switch (needs) {
        case Needs::responder:
        case Needs::on_call_or_responder: return "`join` makes you a responder.";
        case Needs::lead_or_operator:
        case Needs::lead_or_comms: return "`lead me` makes you the lead, if nobody is.";
        default: return "Ask somebody who is listed under `access` in the configuration.";
    }
}

}  // namespace

AccessLevel level_of(const Settings& settings, const ActorId& actor, bool is_guest) {
    if (is_guest) return AccessLevel::guest;
    const UserId user = slack_user(actor);
    const auto has = [&](const std::vector<UserId>& list) { return !user.empty() && std::ranges::find(list, user) != list.end(); };
    if (has(settings.admins)) return AccessLevel::admin;
    if (has(settings.operators)) return AccessLevel::operator_;
    return settings.default_access;
}

Result<void> allowed(Context& context, const VerbSpec& verb, const Incident* state) {
    const Caller& caller = context.caller();
    if (verb.needs == Needs::all) return {};
    if (caller.level == AccessLevel::guest)
        return fail(Errc::forbidden, "Guests of this workspace cannot use `" + std::string(verb.name) + "`.", "Ask a member of the team.");
    if (!caller.is_person && is_personal(verb.name))
        return fail(Errc::forbidden, "This token acts as nobody, and `" + std::string(verb.name) + "` is for a person.",
                    "Give the token a `user` under `api.tokens`.");
    if (satisfies(context, verb.needs, state)) return {};
    return denied(verb, how_to_get(verb.needs));
}

Result<void> may_set_severity(const Context& context, const Incident& state, Severity to) {
    const bool lowering = state.severity != Severity::unset && to > state.severity;
    if (!lowering || is_operator(context.caller()) || leads_or_nobody_does(context.caller(), state)) return {};
    return fail(Errc::forbidden, "Lowering a severity is for the lead or an operator.", "Ask the lead; `show` says who it is.");
}

Reply deny(Context& context, const Incident* state, const VerbSpec& verb, const Error& why) {
    if (state != nullptr)
        context.record(state->number, {event::Denied{std::string(verb.name), std::string(describe(verb.needs))}});
    return refuse(why, state == nullptr ? IncidentNumber() : state->number);
}

}  // namespace tocsin::handlers
