// `lead`, `role`, `join`, `leave`, `ack`: who does what.
#include "handlers/people.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {

Reply handle(Context& context, const Incident& state, const command::AssignRole& command) {
    if (!command.person) return settle(context, state, decide::assign(state, command.role, ActorId()));
    const auto person = resolve(context, *command.person);
    if (!person) return refuse(person.error(), state.number);
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
