#include "handlers/attach.hpp"

#include <algorithm>

#include "bot/base/log.hpp"
#include "handlers/runs.hpp"
#include "runbooks/engine/attach.hpp"
#include "runbooks/engine/parameters.hpp"

namespace tocsin::handlers {
namespace {

bool may_change_what_fits(const EventBody& body) {
    return std::holds_alternative<event::Declared>(body) || std::holds_alternative<event::SeverityChanged>(body) ||
           std::holds_alternative<event::TitleChanged>(body) || std::holds_alternative<event::ServiceChanged>(body);
}

/// Null: it neither was offered nor ran here.
const RunSummary* known_here(const Incident& state, const RunbookName& name) {
    const auto found = std::ranges::find(state.runs, name, &RunSummary::runbook);
    return found == state.runs.end() ? nullptr : &*found;
}

store::Attribution by_rule() { return {system_actor(), Source("runbook")}; }

/// True if it runs now or ran before; false if it needs words of a person first.
bool start(Context& context, IncidentNumber number, const runbooks::Volume& volume) {
    const std::string cause = "fits " + context.name(number);
    if (context.tables().runs.was_started(volume.runbook.name, cause)) return true;
    auto parameters = runbooks::resolve(volume.runbook, {});
    if (!parameters) return false;
    const auto run = begin_run(context, number, volume, std::move(*parameters), system_actor(), {cause, {}, {}});
    if (!run) log::warning("runbook_not_started", {{"runbook", volume.runbook.name.value}, {"why", run.error().message}});
    return run.has_value();
}

}  // namespace

void consider_runbooks(Context& context, const Event& event) {
    if (event.actor.value.starts_with("runbook:") || !may_change_what_fits(event.body)) return;
    const auto shelf = context.settings().runbooks->current();
    for (const auto& volume : shelf->all()) {
        const Incident& state = *context.work().find(event.incident);
        const auto rule = runbooks::attachment(volume->runbook, state);
        const RunSummary* known = known_here(state, volume->runbook.name);
        const bool is_offered = known != nullptr, has_run = is_offered && !known->run.none();
        if (!rule || has_run) continue;
        if (*rule == runbooks::AttachStart::auto_ && start(context, event.incident, *volume)) continue;
        if (is_offered) continue;
        context.record_as(event.incident, {event::RunbookSuggested{volume->runbook.name, volume->runbook.title}}, by_rule());
    }
}

}  // namespace tocsin::handlers
