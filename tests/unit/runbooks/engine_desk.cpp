#include "tests/unit/runbooks/engine_desk.hpp"

#include <catch2/catch.hpp>

#include "bot/base/time_format.hpp"

namespace tocsin::runbooks::test {
namespace {

Step made(const std::string& id, Work work) {
    Step step;
    step.id = StepId(id);
    step.work = std::move(work);
    return step;
}

std::string colon(const std::string& text) { return text.empty() ? text : ": " + text; }

}  // namespace

TextTemplate wording(std::string_view text) { return TextTemplate::parse(text).value(); }
Expression condition(std::string_view text) { return Expression::parse(text).value(); }

Step command(const std::string& id) { return made(id, CommandStep{{wording("true")}, {}}); }
Step manual(const std::string& id, std::string_view text) { return made(id, ManualStep{wording(text)}); }
Step approval(const std::string& id, ApprovalStep how) {
    how.text = wording("Go on?");
    return made(id, std::move(how));
}
Step wait_for(const std::string& id, WaitStep how) { return made(id, std::move(how)); }
Step parallel(const std::string& id, std::vector<Step> branches) { return made(id, ParallelStep{std::move(branches)}); }
Step foreach(const std::string& id, std::string_view items, std::vector<Step> steps, int most) {
    return made(id, ForeachStep{wording(items), most, std::move(steps)});
}
Step with_if(Step step, std::string_view text) {
    step.condition = condition(text);
    return step;
}
Step after(Step step, const Words& needs) {
    step.needs.emplace();
    for (const std::string& need : needs) step.needs->emplace_back(need);
    return step;
}
Step go_on(Step step) {
    step.on_error = OnError::go_on;
    return step;
}
Step undone(Step step, bool automatic) {
    step.compensate = Compensate{automatic, CommandStep{{wording("undo")}, {}}, {}};
    return step;
}
Step tried(Step step, Retry retry) {
    step.retry = std::move(retry);
    return step;
}

Step tried(Step step, int attempts) {
    step.retry.attempts = attempts;
    return step;
}

std::string line(const EventBody& body, Time now) {
    return std::visit(Overload{
        [](const event::RunStarted&) { return std::string("run started"); },
        [](const event::RunCompensating&) { return std::string("run compensating"); },
        [](const event::RunFinished& e) { return "run " + std::string(name_of(e.outcome)) + colon(e.why); },
        [&](const event::StepScheduled& e) {
            const std::string attempt = e.attempt > 1 ? " #" + std::to_string(e.attempt) : "";
            const std::string due = e.due && *e.due > now ? " in " + format_duration(*e.due - now) : "";
            std::string items;
            for (const auto& item : e.items) items += " " + item;
            return e.step.value + " scheduled" + attempt + due + items;
        },
        [&](const event::StepWaiting& e) { return e.step.value + " waiting" + (e.until ? " " + format_duration(*e.until - now) : ""); },
        [](const event::StepAsked& e) { return e.step.value + " asked " + std::string(name_of(e.question)) + colon(e.text); },
        [](const event::StepFinished& e) { return e.step.value + " " + std::string(name_of(e.outcome)) + colon(e.detail); },
        [](const auto&) { return std::string("something else"); }}, body);
}

Desk::Desk(std::vector<Step> steps, RunValues parameters) : now(*parse_iso8601("2026-03-02T03:00:00Z")), begun(now) {
    runbook.name = RunbookName("book");
    runbook.hash = RunbookHash("abc");
    runbook.steps = std::move(steps);
    for (const RunValue& value : parameters) {
        runbook.parameters.emplace_back();
        runbook.parameters.back().name = value.name;
    }
    incident.number = IncidentNumber(42);
    incident.title = "Checkout is failing";
    incident.severity = Severity::sev2;
    put(event::RunRequested{RunId(7), runbook.name, "A book", runbook.hash, std::move(parameters)}, kStarter);
}

Surroundings Desk::around() const {
    Surroundings out;
    out.incident = &incident;
    out.incident_name = "INC-42";
    out.may_begin = may_begin;
    out.refusal = [this](const Step& step) { return refused.contains(step.id.value) ? refused.at(step.id.value) : std::string(); };
    out.may_approve = [this](const ActorId& who) { return approvers.contains(who); };
    out.same_person = [this](const ActorId& a, const ActorId& b) { return people.contains(a) && people.contains(b) && people.at(a) == people.at(b); };
    out.child_phase = [this](RunId child) { return children.contains(child) ? children.at(child) : RunPhase::running; };
    out.child_outputs = [this](RunId) { return child_outputs; };
    return out;
}

void Desk::put(EventBody body, const ActorId& actor) {
    events.push_back({incident.number, EventSeq(static_cast<std::int64_t>(events.size()) + 1), now, now, actor, Source("test"), {}, {}, std::move(body)});
    fold(run, events.back());
}

void Desk::go() {
    for (int i = 0; i < 2000; ++i) {
        auto body = next(run, runbook, around(), now);
        if (!body) return;
        log.push_back(line(*body, now));
        put(std::move(*body));
    }
    FAIL("it goes round for ever");
}

void Desk::pass(Duration span) {
    const Time end = now + span;
    for (auto at = wake(); at && *at <= end; at = wake()) {
        REQUIRE(*at > now);
        now = *at;
        go();
    }
    now = end;
    go();
}

void Desk::start(const std::string& key, const std::string& fence) {
    REQUIRE(turn_of(run, StepKey(key), step(key).attempt) == AttemptTurn::now);
    put(event::StepStarted{run.run, StepKey(key), step(key).attempt, fence});
}
void Desk::end(const std::string& key, StepOutcome outcome, const std::string& detail, RunValues outputs) {
    put(event::StepFinished{run.run, StepKey(key), step(key).attempt, outcome, detail, std::move(outputs)});
    go();
}
void Desk::does(const std::string& key, RunValues outputs) {
    start(key);
    end(key, StepOutcome::success, {}, std::move(outputs));
}
void Desk::fails(const std::string& key, const std::string& why, RunValues outputs) {
    start(key);
    end(key, StepOutcome::failure, why, std::move(outputs));
}
void Desk::answer(const std::string& key, StepAnswer what, const ActorId& who, const std::string& note) {
    put(event::StepAnswered{run.run, StepKey(key), what, note}, who);
    go();
}
void Desk::abort(const std::string& reason) {
    put(event::RunAborted{run.run, reason}, kAnn);
    go();
}
void Desk::pause() {
    put(event::RunPaused{run.run, "let me look"}, kAnn);
    go();
}
void Desk::resume() {
    put(event::RunContinued{run.run}, kAnn);
    go();
}

const RunStep& Desk::step(const std::string& key) const {
    const RunStep* found = run.find(StepKey(key));
    INFO(key);
    REQUIRE(found != nullptr);
    return *found;
}

bool Desk::accepts(const std::string& key, StepAnswer answer, std::string_view note) const {
    return runbooks::accepts(run, runbook, StepKey(key), answer, note, now).has_value();
}

}  // namespace tocsin::runbooks::test
