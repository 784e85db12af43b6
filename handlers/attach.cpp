#include "handlers/attach.hpp"

#include <algorithm>

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

/// So long after an automatic start the same runbook does not start by itself for another incident of the service: an alert that comes
/// and goes opens one after the other, and what did not help is not done to each of them.
constexpr Duration kRest = std::chrono::minutes{30};
constexpr int kLookedAt = 50;

/// The newest run that started by itself for another incident of this one's service, within `kRest`.
std::optional<RunState> started_just_now(Context& context, const Incident& state, const RunbookName& name) {
    for (auto& run : context.tables().runs.automatic(name, kLookedAt)) {
        const Incident* other = context.work().find(run.incident);
        const bool is_other = other != nullptr && other->number != state.number && other->service == state.service;
        // Incidents without a service have little in common.
        const bool is_same = is_other && (!state.service.empty() || other->title == state.title);
        if (is_same && context.now() - run.requested_at < kRest) return std::move(run);
    }
    return std::nullopt;
}

void tell_not_started(Context& context, IncidentNumber number, const RunbookName& name, const std::string& why) {
    Markup line("⚠ Runbook ");
    line.bold(name.value) << " fits and was not started by itself: " << why << " ";
    line.code(context.settings().command + " run " + name.value) << " starts it.";
    context.work().enqueue(number, delivery::PostLine{std::move(line)});
}

std::string why_it_rests(Context& context, const RunState& earlier) {
    return "it was for " + context.name(earlier.incident) + ", run " + std::to_string(earlier.run.value) + ", less than 30 minutes ago.";
}

/// True if it runs now or ran before; false if it needs words of a person first.
bool start(Context& context, IncidentNumber number, const runbooks::Volume& volume, const ActorId& caused_by) {
    const std::string cause = "fits " + context.name(number);
    const RunbookName& name = volume.runbook.name;
    if (context.tables().runs.was_started(name, cause)) return true;
    auto parameters = runbooks::resolve(volume.runbook, {});
    if (!parameters) return false;
    const Incident& state = *context.work().find(number);
    if (const auto earlier = started_just_now(context, state, name)) {
        if (known_here(state, name) == nullptr) tell_not_started(context, number, name, why_it_rests(context, *earlier));
        return false;
    }
    const bool is_news = known_here(state, name) == nullptr;
    const auto run = begin_run(context, number, volume, std::move(*parameters), system_actor(), {cause, {}, {}, caused_by});
    if (!run && is_news) tell_not_started(context, number, name, run.error().message);
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
        if (*rule == runbooks::AttachStart::auto_ && start(context, event.incident, *volume, event.actor)) continue;
        if (is_offered) continue;
        context.record_as(event.incident, {event::RunbookSuggested{volume->runbook.name, volume->runbook.title}}, by_rule());
    }
}

}  // namespace tocsin::handlers
