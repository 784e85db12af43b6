#include "handlers/sight.hpp"

#include <algorithm>

#include "handlers/escalate.hpp"
#include "handlers/permission.hpp"

namespace tocsin::handlers {
namespace {

/// What the program does by itself, it does with all that it knows.
bool is_program(const ActorId& actor) { return actor == system_actor() || actor.value.starts_with("runbook:"); }

/// By what its record says, whatever becomes of channels and on-call files.
bool is_on_record(const Incident& state, const ActorId& person) {
    return state.is_responder(person) || state.declared_by == person || std::ranges::find(state.admitted, person) != state.admitted.end();
}

bool is_one_of_its_own(const Settings& settings, const Caller& caller, const Incident& state) {
    if (caller.actor.empty()) return false;
    if (is_on_record(state, caller.actor)) return true;
    // Slack lets nobody write in a private channel who is not in it.
    if (!caller.channel.empty() && caller.channel == state.channel) return true;
    return has_been_paged(settings, state, caller.actor);
}

/// Whoever reads the channel may be anybody.
bool may_all_see(const AccessRule* rule, const Caller& caller, const Incident& state) {
    if (!caller.channel.empty() && caller.channel == state.channel) return true;
    return !state.private_ && (rule == nullptr || rule->standing == Standing::member);
}

bool has_right(const store::Repositories& tables, const AccessRule& rule, const Caller& caller) {
    if (caller.level == AccessLevel::admin || is_named(tables, rule.named, caller.actor)) return true;
    return rule.standing && caller.level >= (*rule.standing == Standing::operator_ ? AccessLevel::operator_ : AccessLevel::member) &&
           *rule.standing != Standing::admin;
}

}  // namespace

bool may_see(const store::Repositories& tables, const Settings& settings, const Caller& caller, const Incident& state) {
    if (is_program(caller.actor)) return true;
    const AccessRule* rule = settings.rights.rule(Right::see);
    if (caller.for_all && !may_all_see(rule, caller, state)) return false;
    if (!state.private_ && rule == nullptr) return true;
    if (caller.level == AccessLevel::guest) return false;
    if (caller.level == AccessLevel::admin || is_one_of_its_own(settings, caller, state)) return true;
    return !state.private_ && has_right(tables, *rule, caller);
}

std::vector<UserId> admins_of(const store::Repositories& tables, const Settings& settings) {
    std::vector<UserId> out = settings.admins;
    for (const auto& group : settings.admin_groups)
        for (const auto& user : tables.user_groups.members(group))
            if (std::ranges::find(out, user) == out.end()) out.push_back(user);
    return out;
}

bool may_see(Context& context, const Incident& state) { return may_see(context.tables(), context.settings(), context.caller(), state); }

const Incident* visible(Context& context, IncidentNumber number) {
    const Incident* state = context.work().find(number);
    return state != nullptr && may_see(context, *state) ? state : nullptr;
}

std::optional<Incident> visible(const store::Snapshot& view, const Settings& settings, const Caller& caller, IncidentNumber number) {
    auto state = view.find(number);
    if (state && !may_see(view.tables(), settings, in_groups(view.tables(), settings, caller), *state)) state.reset();
    return state;
}

Error no_such_incident(const Settings& settings, IncidentNumber number) {
    return {Errc::not_found, "There is no " + display_name(settings.key, number) + ".", "`list all` shows every incident."};
}

Caller seen_as(const store::Repositories& tables, const Settings& settings, const ActorId& person) {
    const auto known = tables.people.find(person);
    Caller caller;
    caller.actor = person;
    caller.level = level_of(settings, person, known && known->guest);
    if (known) caller.zone = known->zone;
    return in_groups(tables, settings, std::move(caller));
}

void let_in(Context& context, IncidentNumber incident, const ActorId& person, const std::string& why) {
    const Incident* state = context.work().find(incident);
    if (state == nullptr || !state->private_ || !is_slack_person(person) || is_on_record(*state, person)) return;
    context.record(incident, {event::AccessGiven{person, why}});
}

std::string about_member(const UserId& user) { return "member:" + user.value; }

void member_joined(Context& context, const ChannelId& channel, const ActorId& person) {
    const auto known = context.tables().people.find(person);
    if (known && known->bot) return;
    let_in(context, context.tables().incidents.by_channel(channel), person, "they were added to its channel");
}

void role_ended(Context& context, const Incident& state, const ActorId& person) {
    if (!state.private_ || !is_slack_person(person)) return;
    const auto said = context.tables().messages.said_of(state.channel, about_member(slack_user(person)));
    if (said && said->says == "1") member_left(context, state.channel, person);
}

void member_left(Context& context, const ChannelId& channel, const ActorId& person) {
    const IncidentNumber number = context.tables().incidents.by_channel(channel);
    const Incident* state = context.work().find(number);
    if (state == nullptr || !state->private_) return;
    Drafts ends;
    const bool has_role = std::ranges::find(state->roles, person) != state->roles.end();
    if (state->is_responder(person) && !has_role) ends.emplace_back(event::ResponderLeft{person});
    if (std::ranges::find(state->admitted, person) != state->admitted.end()) ends.emplace_back(event::AccessEnded{person, "they are not in its channel any more"});
    if (!ends.empty()) context.record(number, std::move(ends));
}

}  // namespace tocsin::handlers
