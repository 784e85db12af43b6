#include "handlers/runs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/log.hpp"
#include "bot/base/text.hpp"
#include "handlers/escalate.hpp"
#include "handlers/run_orders.hpp"
#include "handlers/run_questions.hpp"
#include "handlers/run_view.hpp"
#include "handlers/sight.hpp"
#include "runbooks/engine/walk.hpp"

namespace tocsin::handlers {
namespace {

using runbooks::Runbook;
using runbooks::Surroundings;

/// A run that had more to do at once than this goes round in circles.
constexpr int kMostAtOnce = 10'000;

/// Those that its steps declared, by name; of two with the same name the one whose step moved first.
RunValues outputs_of_child(Context& context, RunId child) {
    RunValues out;
    const auto run = context.tables().runs.find(child);
    if (!run) return out;
    for (const auto& step : run->steps) out.insert(out.end(), step.outputs.begin(), step.outputs.end());
    return out;
}

/// A run that waited for a group which one of those above it holds would wait for ever.
bool is_held_above(Context& context, RunId parent, const std::string& group) {
    for (auto run = parent.none() ? std::nullopt : context.tables().runs.find(parent); run; run = run->parent.none() ? std::nullopt : context.tables().runs.find(run->parent))
        if (run->group == group) return true;
    return false;
}

/// Its group has a place, for which nobody waits who came before it, and there is room. A child has its parent's room.
bool may_begin(Context& context, const RunState& run, const Runbook& runbook) {
    const auto& runs = context.tables().runs;
    if (run.parent.none() && runs.count_under_way() >= context.settings().runs_at_once) return false;
    if (run.group.empty() || is_held_above(context, run.parent, run.group)) return true;
    if (is_full(context, runbook, run.group)) return false;
    for (const RunId other : runs.queued()) {
        if (other >= run.run) break;
        const auto waiting = runs.find(other);
        if (waiting && waiting->group == run.group) return false;
    }
    return true;
}

void set_tick(Context& context, const RunState& run, std::optional<Time> due) {
    const std::string key = std::to_string(run.run.value);
    if (due && !is_over(run.phase)) context.work().set_timer(TimerKind::run_tick, run.incident, key, std::max(*due, context.now()));
    else context.work().cancel_timer(TimerKind::run_tick, run.incident, key);
}

/// Looked at in a job of its own, so that no run is carried on inside another.
void wake(Context& context, const RunState& run) {
    context.work().set_timer(TimerKind::run_tick, run.incident, std::to_string(run.run.value), context.now());
}

void wake_those_who_waited(Context& context, const RunState& ended) {
    auto& runs = context.tables().runs;
    if (const auto parent = ended.parent.none() ? std::nullopt : runs.find(ended.parent)) wake(context, *parent);
    for (const RunId waiting : runs.queued())
        if (const auto run = runs.find(waiting)) wake(context, *run);
}

void abort_child(Context& context, const RunState& parent, RunId id) {
    auto child = context.tables().runs.find(id);
    if (!child || is_over(child->phase) || !child->ended_by.empty()) return;
    record_run(context, *child, event::RunAborted{id, "run " + std::to_string(parent.run.value) + " ends"}, by_runbook(parent));
    wake(context, *child);
}

/// Adds those that `runbook` may start, and those that these may.
void pin_children(Context& context, const Runbook& runbook, RunValues& out) {
    runbooks::each_step(runbook.steps, [&](const runbooks::Step& step) {
        const auto* child = std::get_if<runbooks::RunbookStep>(&step.work);
        const auto volume = child == nullptr ? nullptr : context.settings().runbooks->current()->find(child->runbook);
        if (volume == nullptr || std::ranges::find(out, child->runbook.value, &RunValue::name) != out.end()) return;
        context.tables().runs.keep_version(volume->runbook.hash, volume->runbook.name, volume->body, context.now());
        out.push_back({child->runbook.value, volume->runbook.hash.value});
        pin_children(context, volume->runbook, out);
    });
}

/// The whole of what a run starts is the text of one instant, also what its children start.
RunValues pinned_children(Context& context, const Runbook& runbook, RunId parent) {
    RunValues out;
    const auto above = parent.none() ? std::nullopt : context.tables().runs.find(parent);
    if (above) out = above->children;
    else pin_children(context, runbook, out);
    return out;
}

/// A run whose text is gone cannot go on, and must not wait for ever.
void give_up(Context& context, RunState& run) {
    log::error("runbook_version_lost", {{"run", run.run.value}, {"hash", run.hash.value}});
    record_run(context, run, event::RunFinished{run.run, RunPhase::failed, "the text of its runbook is not known any more"}, by_runbook(run));
    set_tick(context, run, {});
    wake_those_who_waited(context, run);
}

}  // namespace

bool is_full(Context& context, const Runbook& runbook, const std::string& group) {
    return runbook.concurrency && context.tables().runs.count_under_way(group) >= runbook.concurrency->limit;
}

std::unexpected<Error> busy(const std::string& group) {
    return fail(Errc::conflict, "The group `" + group + "` has as many runs under way as it may.", "`runs` shows it. Start this one when it has ended.");
}

Markup what_it_waits_for(Context& context, const RunState& run) {
    if (run.phase != RunPhase::queued) return {};
    std::vector<std::string> before;
    for (const RunState& other : context.tables().runs.open())
        if (other.run != run.run && !run.group.empty() && other.group == run.group && (other.phase != RunPhase::queued || other.run < run.run))
            before.push_back(std::to_string(other.run.value));
    if (!before.empty()) return Markup(" and waits for run " + text::join(before, ", ") + " of the group ").code(run.group);
    return Markup(fmt::format(" and waits for a place: {} runs are under way, and no more than {} are at once", context.tables().runs.count_under_way(), context.settings().runs_at_once));
}

store::Attribution by_runbook(const RunState& run) { return {ActorId("runbook:" + run.runbook.value), Source("runbook")}; }

std::string refusal_for(Context& context, const Incident& state, const ActorId& person, AccessLevel needed) {
    if (person == system_actor()) return {};
    const AccessLevel level = seen_as(context.tables(), context.settings(), person).level;
    if (level >= needed || (level >= AccessLevel::member && needed <= AccessLevel::operator_ && is_on_call_for(context, state, person))) return {};
    return "takes " + std::string(name_of(needed)) + " access, or being on call for the service";
}

Surroundings surroundings_of(Context& context, const RunState& run, const Runbook& runbook) {
    Surroundings around;
    around.incident = context.work().find(run.incident);
    around.incident_name = context.name(run.incident);
    around.may_begin = run.phase != RunPhase::queued || may_begin(context, run, runbook);
    around.refusal = [&context, starter = run.starter, number = run.incident, needed = runbook.may_start](const runbooks::Step&) {
        return refusal_for(context, *context.work().find(number), starter, needed);
    };
    around.may_approve = [&context, number = run.incident, needed = runbook.may_approve](const ActorId& person) {
        return refusal_for(context, *context.work().find(number), person, needed).empty();
    };
    around.same_person = [&context](const ActorId& a, const ActorId& b) { return is_same_person(context, a, b); };
    around.child_phase = [&context](RunId child) {
        const auto found = context.tables().runs.find(child);
        return found ? found->phase : RunPhase::failed;
    };
    around.child_outputs = [&context](RunId child) { return outputs_of_child(context, child); };
    return around;
}

std::shared_ptr<const Runbook> runbook_of(Context& context, const RunState& run) {
    const auto volume = pinned_volume(context.tables().runs, *context.settings().runbooks, run.hash);
    return volume == nullptr ? nullptr : std::shared_ptr<const Runbook>(volume, &volume->runbook);
}

runbooks::VolumePtr child_of(Context& context, const RunState& run, const RunbookName& name) {
    const auto pinned = std::ranges::find(run.children, name.value, &RunValue::name);
    // Runs that began before editions were kept have none.
    if (pinned == run.children.end()) return context.settings().runbooks->current()->find(name);
    return pinned_volume(context.tables().runs, *context.settings().runbooks, RunbookHash(pinned->value));
}

void record_run(Context& context, RunState& run, EventBody body, const store::Attribution& by) {
    const std::size_t place = context.work().recorded().size();
    context.record_as(run.incident, {Draft(std::move(body))}, by);
    fold(run, context.work().recorded()[place]);
    context.tables().runs.save(run);
}

void advance_run(Context& context, RunId id) {
    auto run = context.tables().runs.find(id);
    if (!run || is_over(run->phase)) return;
    const auto runbook = runbook_of(context, *run);
    if (runbook == nullptr) return give_up(context, *run);
    for (int i = 0; i < kMostAtOnce; ++i) {
        auto body = runbooks::next(*run, *runbook, surroundings_of(context, *run, *runbook), context.now());
        if (!body) break;
        record_run(context, *run, *body, by_runbook(*run));
        follow_order(context, *run, *runbook, *body);
    }
    set_tick(context, *run, runbooks::wake_at(*run, *runbook, surroundings_of(context, *run, *runbook), context.now()));
    for (const RunId child : runbooks::children_to_abort(*run, *runbook, context.now())) abort_child(context, *run, child);
    context.work().enqueue(run->incident, delivery::RefreshRun{run->run});
    // One that asks what to undo may wait for a day, and has given its place back.
    if (is_over(run->phase) || run->phase == RunPhase::compensating) wake_those_who_waited(context, *run);
}

Result<RunId> begin_run(Context& context, IncidentNumber incident, const runbooks::Volume& volume, RunValues parameters, const ActorId& starter,
                        const RunOrigin& origin) {
    const Runbook& runbook = volume.runbook;
    auto& runs = context.tables().runs;
    RunState run;
    run.incident = incident;
    run.parameters = parameters;
    auto group = runbook.concurrency ? runbook.concurrency->group.fill([&](std::string_view name) {
        return runbooks::value_of(run, runbook, surroundings_of(context, run, runbook), {}, name);
    }) : Result<std::string>(std::string());
    if (!group) return std::unexpected(group.error());
    const bool rejects = runbook.concurrency && runbook.concurrency->when_busy == runbooks::WhenBusy::reject;
    if (rejects && is_full(context, runbook, *group) && !is_held_above(context, origin.parent, *group))
        return busy(*group);
    runs.keep_version(runbook.hash, runbook.name, volume.body, context.now());
    const RunId id = runs.make(incident, runbook.name);
    run = RunState();
    event::RunRequested requested{id, runbook.name, runbook.title, runbook.hash, std::move(parameters), *group, origin.cause, origin.parent, origin.parent_step,
                                  origin.caused_by, pinned_children(context, runbook, origin.parent)};
    run.incident = incident;
    record_run(context, run, std::move(requested), {starter, origin.cause.empty() && origin.parent.none() ? context.caller().source : Source("runbook")});
    // Its message comes before those of its children and what its steps say.
    context.work().enqueue(incident, delivery::RefreshRun{id});
    advance_run(context, id);
    return id;
}

void run_ticked(Context& context, const TimerRow& timer) {
    const auto slash = timer.key.find('/');
    const auto number = text::parse_int(timer.key.substr(0, slash));
    if (!number || context.work().find(timer.incident) == nullptr) return;
    if (slash == std::string::npos) return advance_run(context, RunId(*number));
    nobody_answered(context, RunId(*number), StepKey(timer.key.substr(slash + 1)));
}

}  // namespace tocsin::handlers
