// `declare`: opens an incident; its channel, card and announcement follow by themselves (design G7).
#include <fmt/format.h>

#include "bot/base/text.hpp"
#include "handlers/effects.hpp"
#include "handlers/fitting.hpp"
#include "handlers/pageable.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

Reply explain(const Context& context) {
    const std::string& command = context.settings().command;
    return refuse({Errc::invalid_argument, "An incident needs a title: what do people see?",
                   fmt::format("`{0} declare sev2 Checkout is failing`\n`{0} declare Login is slow --service login`\n"
                               "SEV1 is the worst, SEV5 the mildest; without one it is set later by `sev`. `--drill` marks an exercise.",
                               command)});
}

}  // namespace

Reply handle(Context& context, const command::Declare& command) {
    if (command.title.empty()) return explain(context);
    if (auto refused = too_long("title", command.title, kLongestTitle)) return *std::move(refused);
    event::Declared declared;
    declared.title = command.title;
    declared.severity = command.severity.value_or(Severity::unset);
    declared.service = command.service;
    declared.drill = command.drill;
    declared.private_ = command.private_;
    const IncidentNumber number = context.work().declare(declared, context.attribution());
    const Event first = context.work().recorded().back();
    follow_up(context, first);
    if (context.caller().is_person) context.record(number, {event::ResponderJoined{context.caller().actor}});
    Reply reply = say({}, number);
    reply.text.bold(context.name(number));
    reply.text << (command.drill ? " (drill) declared: " : " declared: ") << declared.title << ". Its " << (command.private_ ? "private channel" : "channel") << " is being made and you are invited.";
    if (command.private_) reply.text << "\nOnly whoever joins, gets a role, is paged or is invited into the channel can see it, and admins. It is not announced.";
    if (!command.severity) (reply.text << "\nIts severity is not set yet: ").code(context.settings().command + " sev " + context.name(number) + " 1..5");
    // Nobody may be left to guess whether help is on its way.
    reply.text << "\nNobody has been paged. " << how_to_page(context, number, command.service);
    return reply;
}

}  // namespace tocsin::handlers
