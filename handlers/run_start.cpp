// `run NAME name=value…`: starts a runbook, or with --dry-run says what it would do.
#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "handlers/runbook_words.hpp"
#include "handlers/runs.hpp"
#include "handlers/use_cases.hpp"
#include "runbooks/engine/parameters.hpp"
#include "runbooks/engine/plan.hpp"

namespace tocsin::handlers {

Result<runbooks::VolumePtr> find_runbook(const Context& context, const RunbookName& name) {
    const auto shelf = context.settings().runbooks->current();
    if (auto found = shelf->find(name)) return found;
    const auto near = shelf->nearest(name);
    return fail(Errc::not_found, fmt::format("There is no runbook `{}`.{}", text::truncate(name.value, 80), near ? " Did you mean `" + *near + "`?" : ""),
                "`runbook list` shows them.");
}

Reply handle(Context& context, const Incident& state, const command::RunbookStart& start) {
    const auto volume = find_runbook(context, start.runbook);
    if (!volume) return refuse(volume.error(), state.number);
    const runbooks::Runbook& runbook = (*volume)->runbook;
    if (const auto why = refusal_for(context, state, context.caller().actor, runbook.may_start); !why.empty() && context.caller().level < runbook.may_start) {
        context.record(state.number, {event::Denied{"run " + runbook.name.value, std::string(name_of(runbook.may_start))}});
        return refuse({Errc::forbidden, "Running `" + runbook.name.value + "` " + why + ".", "Ask an operator."}, state.number);
    }
    auto parameters = runbooks::resolve(runbook, start.parameters);
    if (!parameters) return refuse(runbooks::to_error(runbook, parameters.error()), state.number);
    if (start.dry_run) {
        const auto shelf = context.settings().runbooks->current();
        const auto plan = runbooks::plan(runbook, *parameters, runbooks::facts_of(state, context.name(state.number)), [&](const RunbookName& name) {
            const auto child = shelf->find(name);
            return child == nullptr ? nullptr : &child->runbook;
        });
        Reply reply = say(Markup("Nothing is run. This is what would happen:\n") << runbooks::plan_text(plan), state.number);
        reply.data = runbooks::plan_json(plan);
        return reply;
    }
    const auto run = begin_run(context, state.number, **volume, std::move(*parameters), context.caller().actor);
    if (!run) return refuse(run.error(), state.number);
    const auto begun = context.tables().runs.find(*run);
    const bool waits = begun && begun->phase == RunPhase::queued;
    Markup text = Markup().bold(fmt::format("Run {}", run->value)) << " of " << runbook.name.value;
    if (waits) text << " is queued" << what_it_waits_for(context, *begun) << ". It begins by itself.";
    else text << " has started.";
    Reply reply = say(text << " `runs " << std::to_string(run->value) << "` shows it.", state.number);
    reply.data = fmt::format(R"({{"run":{}}})", run->value);
    return reply;
}

}  // namespace tocsin::handlers
