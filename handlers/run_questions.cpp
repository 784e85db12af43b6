#include "handlers/run_questions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/core/page_fold.hpp"
#include "handlers/escalate.hpp"
#include "handlers/paging.hpp"
#include "handlers/runs.hpp"
#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

using runbooks::Runbook;

/// A question that nobody has answered for this long pages whoever is on call.
constexpr Duration kAskAgain = std::chrono::minutes{2};

std::string timer_key(RunId run, const StepKey& step) { return std::to_string(run.value) + "/" + step.value; }

/// Work by hand takes as long as it takes, and to undo something is nothing to be woken for.
bool is_urgent(StepQuestion question) { return question == StepQuestion::approval || question == StepQuestion::decide; }

void tell(Context& context, const RunState& run, const StepKey& step, const std::string& what) {
    Markup line(fmt::format("⚠ Run {} waits for an answer to ", run.run.value));
    line.code(step.value) << ", and " << what;
    context.work().enqueue(run.incident, delivery::PostLine{std::move(line)});
}

/// Those of `people` who may answer and did not start it: who did sees the question in the channel.
std::vector<UserId> who_may(Context& context, const RunState& run, const Runbook& runbook, std::vector<UserId> people) {
    const Incident& state = *context.work().find(run.incident);
    std::erase_if(people, [&](const UserId& user) {
        const ActorId actor = slack_actor(context.settings().team, user);
        const bool sees_it = may_see(context.tables(), context.settings(), seen_as(context.tables(), context.settings(), actor), state);
        return !sees_it || is_same_person(context, actor, behind(run)) || !refusal_for(context, state, actor, runbook.may_approve).empty();
    });
    return people;
}

std::vector<UserId> whom_to_ask(Context& context, const RunState& run, const Runbook& runbook) {
    for (const auto& people : {on_call_in_slack(context, *context.work().find(run.incident)), context.settings().operators, context.settings().admins})
        if (auto may = who_may(context, run, runbook, people); !may.empty()) return may;
    return {};
}

/// The starter alone can do it, where the file lets them.
bool starter_may(Context& context, const RunState& run, const Runbook& runbook, const StepKey& key) {
    const auto* step = runbooks::place_of(runbook, key).step;
    const auto* approval = step == nullptr ? nullptr : std::get_if<runbooks::ApprovalStep>(&step->work);
    const ActorId& starter = behind(run);
    return approval != nullptr && !approval->not_starter && starter != system_actor() &&
           refusal_for(context, *context.work().find(run.incident), starter, runbook.may_approve).empty();
}

std::string needs_whom(const Runbook& runbook) {
    return fmt::format("nobody else is known who may give it: it takes {} access, or being on call for the incident's service. `access` in the configuration says who has it.",
                       name_of(runbook.may_approve));
}

/// Pages whoever is on call for the incident's service. Error: why nobody was.
Result<std::string> page_on_call(Context& context, const RunState& run, const RunStep& step) {
    const auto edition = context.settings().oncall->current();
    const Incident& incident = *context.work().find(run.incident);
    if (incident.service.empty()) return fail(Errc::not_found, "the incident has no service, so nobody is on call for it");
    const std::string reason = fmt::format("run {} waits for an answer to `{}`: {}", run.run.value, step.key.value, step.text);
    if (const auto plan = edition ? plan_for(edition->file, "service:" + incident.service.value) : std::nullopt)
        return begin_page(context, run.incident, *plan, reason, false, {run.run, step.key});
    if (auto paged = page_target(context, run.incident, incident.service.value, reason, {run.run, step.key}); !paged) return std::unexpected(paged.error());
    return std::string();
}

/// It began, and has nobody to go to.
bool reaches_nobody(Context& context, IncidentNumber incident, const std::string& page) {
    const PageState* state = find_page(*context.work().find(incident), page);
    return state != nullptr && state->phase == PagePhase::exhausted && state->cycles.empty() && state->notifications.empty();
}

void end_pages(Context& context, const RunState& run, const StepKey& step, const std::string& why, const store::Attribution& by) {
    std::vector<std::string> over;
    for (const auto& page : context.work().find(run.incident)->pages)
        if (page.asked_by == run.run && page.question == step && !page.is_over()) over.push_back(page.page);
    for (const auto& page : over) context.record_as(run.incident, {event::PageAnswered{page, why}}, by);
}

/// `ask:7:ok:0:U0BOB`, taken apart again.
std::optional<delivery::AskPerson> asked_in(const RunState& run, const StepKey& step, std::string_view name) {
    name.remove_prefix(store::questions_of(run.run, step).size());
    const auto colon = name.find(':');
    const auto attempt = text::parse_int(name.substr(0, colon));
    if (colon == std::string_view::npos || !attempt) return std::nullopt;
    return delivery::AskPerson{run.run, step, UserId(std::string(name.substr(colon + 1))), static_cast<int>(*attempt)};
}

void refresh_messages(Context& context, const RunState& run, const StepKey& step) {
    for (const auto& name : context.tables().references.names(run.incident, store::questions_of(run.run, step)))
        if (auto asked = asked_in(run, step, name)) context.work().enqueue(run.incident, std::move(*asked));
}

}  // namespace

void ask_people(Context& context, const RunState& run, const Runbook& runbook, const event::StepAsked& asked) {
    if (is_urgent(asked.question)) context.work().set_timer(TimerKind::run_tick, run.incident, timer_key(run.run, asked.step), context.now() + kAskAgain);
    if (asked.question != StepQuestion::approval) return;
    const auto people = whom_to_ask(context, run, runbook);
    const RunStep* step = run.find(asked.step);
    for (const UserId& user : people) context.work().enqueue(run.incident, delivery::AskPerson{run.run, asked.step, user, step == nullptr ? 0 : step->attempt});
    if (people.empty() && !starter_may(context, run, runbook, asked.step)) tell(context, run, asked.step, needs_whom(runbook));
}

void question_asked(Context& context, IncidentNumber incident, const delivery::AskPerson& what, const store::MessageReference& where) {
    auto& references = context.tables().references;
    const std::string name = store::question_message(what.run, what.step, what.attempt, what.user);
    const bool is_new = !references.find(incident, name);
    references.put(incident, name, where);
    const auto run = context.tables().runs.find(what.run);
    const RunStep* step = run ? run->find(what.step) : nullptr;
    // The message still asks for what somebody has answered while it was on its way.
    if (is_new && step != nullptr && (step->phase != StepPhase::asking || step->attempt != what.attempt)) context.work().enqueue(incident, what);
}

void question_answered(Context& context, const RunState& run, const StepKey& step, const store::Attribution& by) {
    const RunStep* state = run.find(step);
    if (state == nullptr || state->phase != StepPhase::asking) return;
    refresh_messages(context, run, step);
    end_pages(context, run, step, fmt::format("run {} has an answer to `{}`", run.run.value, step.value), by);
}

void question_ended(Context& context, const RunState& run, const StepKey& step) {
    const RunStep* state = run.find(step);
    if (state == nullptr || state->question == StepQuestion::none) return;
    context.work().cancel_timer(TimerKind::run_tick, run.incident, timer_key(run.run, step));
    refresh_messages(context, run, step);
    end_pages(context, run, step, fmt::format("run {} waits no longer for an answer to `{}`", run.run.value, step.value), by_runbook(run));
}

void nobody_answered(Context& context, RunId id, const StepKey& step) {
    const auto run = context.tables().runs.find(id);
    const RunStep* state = run ? run->find(step) : nullptr;
    if (state == nullptr || state->phase != StepPhase::asking || !state->votes.empty() || !is_urgent(state->question)) return;
    // Nobody is woken for a question whose own time has run out: after a downtime or a jump of the clock both are due at once.
    if (state->due && *state->due <= context.now()) return;
    // Nobody is woken for an incident that is over.
    if (!is_open(context.work().find(run->incident)->status)) return;
    const auto runbook = runbook_of(context, *run);
    const auto page = page_on_call(context, *run, *state);
    if (!page) return tell(context, *run, step, "nobody could be paged: " + page.error().message + (page.error().hint.empty() ? "" : " " + page.error().hint));
    if (reaches_nobody(context, run->incident, *page)) return tell(context, *run, step, "nobody is on call and there is no fallback, so nobody was paged. Call somebody.");
    const auto on_call = on_call_in_slack(context, *context.work().find(run->incident));
    const bool approval = state->question == StepQuestion::approval && runbook != nullptr && !on_call.empty();
    if (approval && who_may(context, *run, *runbook, on_call).empty())
        tell(context, *run, step, fmt::format("nobody who is on call now may give it: it takes {} access and somebody else than who started it.", name_of(runbook->may_approve)));
}

}  // namespace tocsin::handlers
