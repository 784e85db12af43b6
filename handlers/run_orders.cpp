#include "handlers/run_orders.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "handlers/escalate.hpp"
#include "handlers/permission.hpp"
#include "handlers/run_questions.hpp"
#include "handlers/runs.hpp"
#include "handlers/sight.hpp"
#include "handlers/use_cases.hpp"
#include "runbooks/engine/order.hpp"
#include "runbooks/engine/parameters.hpp"

namespace tocsin::handlers {
namespace {

using runbooks::Runbook;

/// What a runbook does to its incident it does under its own name, with the rights that its starter was found to have.
Caller caller_for(const RunState& run) {
    Caller caller;
    caller.actor = ActorId("runbook:" + run.runbook.value);
    caller.source = Source("runbook");
    caller.level = AccessLevel::operator_;
    caller.is_person = false;
    return caller;
}

/// The page's id; nothing if the on-call file knows no such target.
std::optional<std::string> page_for(Context& context, const RunState& run, const runbooks::PageOrder& order) {
    const auto edition = context.settings().oncall->current();
    const auto plan = edition ? plan_for(edition->file, order.target) : std::nullopt;
    if (plan) return begin_page(context, run.incident, *plan, order.reason);
    context.record_as(run.incident, {event::DeliveryFailed{"page to " + text::truncate(order.target, 80), "the on-call file knows nobody of that name whom tocsin pages"}},
                      by_runbook(run));
    return std::nullopt;
}

/// Whatever the text holds, it names one person: it was filled in, and is not read as a command. `@U0…` as in a command, else a name.
PersonRef one_person(const std::string& text) {
    const bool is_id = text.size() > 2 && (text.starts_with("@U") || text.starts_with("@W")) &&
                       std::ranges::all_of(text.substr(1), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
    return is_id ? PersonRef{PersonRef::Kind::user, text.substr(1)} : PersonRef{PersonRef::Kind::name, text.starts_with('@') ? text.substr(1) : text};
}

/// One order of a run, carried out. Executors' orders wait in the outbox; everything else ends here.
class Carry {
public:
    Carry(Context& context, RunState& run, const Runbook& runbook, const event::StepScheduled& scheduled)
        : context_(context), run_(run), runbook_(runbook), scheduled_(scheduled) {}

    void operator()(const runbooks::NoOrder&) {}
    void operator()(const runbooks::CommandOrder&) { to_executor(); }
    void operator()(const runbooks::HttpOrder&) { to_executor(); }
    void operator()(const runbooks::ChatOrder& order) {
        context_.work().enqueue(run_.incident, delivery::PostLine{Markup("Runbook ").bold(run_.runbook.value) << ": " << order.text});
        finish(StepOutcome::success, "posted");
    }
    void operator()(const runbooks::PageOrder& order) {
        const auto page = page_for(context_, run_, order);
        if (!page) return finish(StepOutcome::failure, "nobody of that name can be paged");
        finish(StepOutcome::success, "page " + *page, {{"page", *page}});
    }
    void operator()(const runbooks::SetOrder& order) {
        Context as_runbook(context_.work(), context_.settings(), caller_for(run_));
        std::string refused = forbidden(order);
        const auto apply = [&](auto command) {
            if (!refused.empty()) return;
            const Reply reply = handle(as_runbook, *context_.work().find(run_.incident), command);
            if (!reply.ok) refused = plain_text(reply.text);
        };
        // What somebody set meanwhile, or an earlier run, is what the step wants: that is no failure.
        const Incident& found = *context_.work().find(run_.incident);
        const auto severity = order.severity ? text::parse_int(*order.severity) : std::nullopt;
        const auto status = order.status ? words::find_in(words::kStatus, *order.status) : std::nullopt;
        const bool moves = status && found.status != *status;
        if (severity && found.severity != static_cast<Severity>(*severity))
            apply(command::SetSeverity{static_cast<Severity>(*severity), "runbook " + run_.runbook.value});
        if (moves) apply(command::SetStatus{*status, order.note.value_or(""), false});
        else if (order.note) apply(command::Note{*order.note, {}});
        for (const auto& [name, person] : order.roles)
            if (const auto role = words::find_in(words::kRole, name)) apply(command::AssignRole{*role, one_person(person)});
        finish(refused.empty() ? StepOutcome::success : StepOutcome::failure, refused);
    }
    /// Why whoever started the run could not set this by hand, which is recorded as their denial; empty if they could. What started by itself has the file's right alone.
    std::string forbidden(const runbooks::SetOrder& order) {
        if (run_.starter == system_actor()) return {};
        const Incident& state = *context_.work().find(run_.incident);
        Caller starter = seen_as(context_.tables(), context_.settings(), run_.starter);
        starter.source = Source("runbook");
        Context as_starter(context_.work(), context_.settings(), std::move(starter));
        const auto denied = [&](std::string_view verb, const Error& why) {
            deny(as_starter, &state, *find_verb(verb), why);
            return "the starter may not: " + why.message;
        };
        const auto severity = order.severity ? text::parse_int(*order.severity) : std::nullopt;
        const std::pair<const char*, bool> verbs[] = {{"sev", order.severity.has_value()}, {"status", order.status.has_value()}, {"role", !order.roles.empty()}, {"note", order.note.has_value()}};
        for (const auto& [verb, is_used] : verbs)
            if (const auto may = is_used ? allowed(as_starter, *find_verb(verb), &state) : Result<void>(); !may) return denied(verb, may.error());
        if (const auto may = severity ? may_set_severity(as_starter, state, static_cast<Severity>(*severity)) : Result<void>(); !may) return denied("sev", may.error());
        return {};
    }
    void operator()(const runbooks::ChildOrder& order) {
        const auto volume = child_of(context_, run_, order.runbook);
        if (volume == nullptr) return finish(StepOutcome::failure, "there is no runbook `" + order.runbook.value + "`");
        if (const auto why = refusal_for(context_, *context_.work().find(run_.incident), run_.starter, volume->runbook.may_start); !why.empty())
            return finish(StepOutcome::failure, "the starter may not run `" + order.runbook.value + "`: it " + why);
        auto parameters = runbooks::resolve(volume->runbook, order.parameters);
        if (!parameters) return finish(StepOutcome::failure, runbooks::to_error(volume->runbook, parameters.error()).message);
        const auto child = begin_run(context_, run_.incident, *volume, std::move(*parameters), run_.starter,
                                     {{}, run_.run, scheduled_.step, run_.caused_by});
        if (!child) return finish(StepOutcome::failure, child.error().message);
        record_run(context_, run_, event::StepWaiting{run_.run, scheduled_.step, {}, *child}, by_runbook(run_));
    }

private:
    void to_executor() {
        context_.work().enqueue(run_.incident, delivery::RunStepAttempt{run_.run, scheduled_.step, scheduled_.attempt}, scheduled_.due);
    }
    void finish(StepOutcome outcome, std::string detail, RunValues outputs = {}) {
        end_step(context_, run_, runbook_, {run_.run, scheduled_.step, scheduled_.attempt, outcome, std::move(detail), std::move(outputs)}, by_runbook(run_));
    }

    Context& context_;
    RunState& run_;
    const Runbook& runbook_;
    const event::StepScheduled& scheduled_;
};

struct Follow {
    Context& context;
    RunState& run;
    const Runbook& runbook;

    void operator()(const event::StepScheduled& e) const {
        auto order = runbooks::order_of(run, runbook, surroundings_of(context, run, runbook), e.step, context.now());
        if (order) return std::visit(Carry(context, run, runbook, e), *order);
        end_step(context, run, runbook, {run.run, e.step, e.attempt, StepOutcome::failure, order.error().message, {}}, by_runbook(run));
    }
    void operator()(const event::StepAsked& e) const { ask_people(context, run, runbook, e); }
    void operator()(const event::StepFinished& e) const {
        question_ended(context, run, e.step);
        const auto page = runbooks::page_after(run, runbook, surroundings_of(context, run, runbook), e.step);
        if (!page) context.record_as(run.incident, {event::DeliveryFailed{"the page after step " + e.step.value, page.error().message}}, by_runbook(run));
        else if (*page) page_for(context, run, **page);
    }
    void operator()(const auto&) const {}
};

}  // namespace

void end_step(Context& context, RunState& run, const Runbook& runbook, event::StepFinished finished, const store::Attribution& by) {
    const EventBody body = std::move(finished);
    record_run(context, run, body, by);
    follow_order(context, run, runbook, body);
}

void follow_order(Context& context, RunState& run, const Runbook& runbook, const EventBody& body) { std::visit(Follow{context, run, runbook}, body); }

}  // namespace tocsin::handlers
