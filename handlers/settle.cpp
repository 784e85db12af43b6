#include "bot/core/describe.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {

Reply settle(Context& context, const Incident& state, Result<Drafts> decided) {
    const IncidentNumber number = state.number;
    if (!decided) return refuse(decided.error(), number);
    Reply reply = say({}, number);
    reply.text.bold(context.name(number));
    const std::size_t before = context.work().recorded().size();
    context.record(number, std::move(*decided));
    // Only what was asked for is echoed; what the machine added to it (set-up steps, messages to people) is on the card.
    const auto& recorded = context.work().recorded();
    for (std::size_t i = before; i < recorded.size(); ++i) {
        const Event& event = recorded[i];
        const bool on_card = std::holds_alternative<event::CreationStepFinished>(event.body) || std::holds_alternative<event::NotificationRequested>(event.body);
        if (event.incident != number || on_card) continue;
        reply.text << (i == before ? " " : " · ") << describe(event.body);
    }
    return reply;
}

}  // namespace tocsin::handlers
