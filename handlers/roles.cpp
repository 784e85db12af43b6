// `lead`, `role`, `join`, `leave`, `ack`: who does what.
#include "handlers/people.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {

namespace {

/// Who can do nothing here cannot lead either.
std::optional<Reply> unable(Context& context, const Incident& state, const ActorId& person) {
    const auto known = context.tables().people.find(person);
    if (!known || (!known->guest && !known->bot)) return std::nullopt;
    return refuse({Errc::invalid_argument, known->name + (known->guest ? " is a guest of this workspace" : " is an app") + ", who can do nothing in an incident.", "Give the role to a member."},
                  state.number);
}

}  // namespace

Reply handle(Context& context, const Incident& state, const command::AssignRole& command) {
    if (!command.person) return settle(context, state, decide::assign(state, command.role, ActorId()));
    const auto person = resolve(context, *command.person);
    if (!person) return refuse(person.error(), state.number);
    if (auto refused = unable(context, state, *person)) return *std::move(refused);
    return settle(context, state, decide::assign(state, command.role, *person));
}

Reply handle(Context& context, const Incident& state, const command::Join&) {
    return settle(context, state, decide::join(state, context.caller().actor));
}

Reply handle(Context& context, const Incident& state, const command::Leave&) {
    return settle(context, state, decide::leave(state, context.caller().actor));
}

Reply handle(Context& context, const Incident& state, const command::Acknowledge&) {
    return settle(context, state, decide::acknowledge(state, context.caller().actor, {}));
}

}  // namespace tocsin::handlers
