// `link`, `related`, `merge`: what belongs together.
#include "bot/base/text.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {

Reply handle(Context& context, const Incident& state, const command::LinkAdd& command) {
    return settle(context, state, Drafts{event::LinkAdded{command.url, text::truncate(command.label, 200)}});
}

Reply handle(Context& context, const Incident& state, const command::Related& command) {
    if (command.number == state.number) return refuse({Errc::invalid_argument, "An incident is always related to itself.", {}}, state.number);
    if (context.work().find(command.number) == nullptr)
        return refuse({Errc::not_found, "There is no " + context.name(command.number) + ".", "`list all` shows every incident."}, state.number);
    context.record(command.number, {event::RelatedLinked{state.number}});
    return settle(context, state, Drafts{event::RelatedLinked{command.number}});
}

Reply handle(Context& context, const Incident& state, const command::Merge& command) {
    const IncidentNumber absorbed_number = command.absorbed.none() ? state.number : command.absorbed;
    const IncidentNumber target_number = command.target.none() ? state.number : command.target;
    const Incident* absorbed = context.work().find(absorbed_number);
    const Incident* target = context.work().find(target_number);
    for (const auto& [number, found] : {std::pair{absorbed_number, absorbed}, std::pair{target_number, target}})
        if (found == nullptr) return refuse({Errc::not_found, "There is no " + context.name(number) + ".", "`list all` shows every incident."}, state.number);
    auto decided = decide::merge(*absorbed, *target, context.settings().key);
    if (!decided) return refuse(decided.error(), state.number);
    const auto links = absorbed->pagerduty;
    context.record(absorbed_number, std::move(decided->absorbed));
    context.record(target_number, std::move(decided->target));
    for (const auto& link : links) {
        auto alert = context.tables().pagerduty.find(link.id);
        if (!alert) continue;
        alert->incident = target_number;
        context.tables().pagerduty.put(*alert);
    }
    return say(Markup(context.name(absorbed_number)) << " is merged into " << context.name(target_number)
               << "; its timeline stays where it is, its PagerDuty incidents moved along.", target_number);
}

}  // namespace tocsin::handlers
