// `status`, `resolve`, `close`, `reopen`, `cancel`, `sev`: how bad it is and how far along.
#include <algorithm>
#include <utility>

#include "bot/base/text.hpp"
#include "handlers/escalate.hpp"
#include "handlers/other_pager.hpp"
#include "handlers/parser.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

/// What is still triggered over there when we are done here. Only what was resolved here is resolved there.
void list_still_triggered(const Context& context, const Incident& state, bool is_resolved, Reply& reply) {
    bool first = true;
    for (const auto& link : state.pagerduty) {
        if (link.state == "resolved") continue;
        if (std::exchange(first, false)) reply.text << "\nStill open in PagerDuty: ";
        else reply.text << ", ";
        reply.text.link(link.url, link.title.empty() ? link.id.value : link.title);
    }
    if (first) return;
    reply.text << (context.settings().pagerduty.rest && is_resolved ? " — being resolved there in your name." : " — resolve it there.");
}

void ask_for_postmortem(const Context& context, const Incident& state, Reply& reply) {
    const bool major = state.severity == Severity::sev1 || state.severity == Severity::sev2;
    if (!major || state.drill || !state.postmortem_owner.empty()) return;
    (reply.text << "\nA " << std::string(name_of(state.severity)) << " deserves a post-mortem: ")
        .code(context.settings().command + " postmortem owner @user");
}

/// What a run waits for, in the words of its steps; empty: it is under way by itself.
std::string what_waits(Context& context, RunId id) {
    const auto run = context.tables().runs.find(id);
    std::vector<std::string> asking;
    for (const auto& step : run ? run->steps : std::vector<RunStep>())
        if (step.phase == StepPhase::asking) asking.push_back("`" + step.key.value + "`");
    return text::join(asking, ", ");
}

/// A run does not end with its incident: a roll-back that is cut in the middle is worse than one that goes on.
void list_open_runs(Context& context, const Incident& state, Reply& reply) {
    for (const auto& run : state.runs) {
        if (run.run.none() || is_over(run.phase)) continue;
        const std::string number = std::to_string(run.run.value), waiting = what_waits(context, run.run);
        reply.text << "\nRun " << number << " (" << run.runbook.value << ") is " << std::string(name_of(run.phase));
        if (!waiting.empty()) reply.text << " and waits for an answer to " << waiting;
        if (run.phase == RunPhase::compensating)
            (reply.text << "; what nobody answers within a day is left. ").code("runs " + number + " undo STEP") << " or " << Markup().code("runs " + number + " leave STEP") << " answers it.";
        else (reply.text << "; it goes on. ").code("runs " + number + " abort REASON") << " ends it.";
    }
}

/// A time that somebody had set before stays; whoever resolves now should know.
void say_if_set_before(Context& context, IncidentNumber number, Reply& reply) {
    const auto resolved = context.work().find(number)->time(KeyTime::resolved);
    if (!resolved || context.now() - *resolved < std::chrono::minutes{1}) return;
    (reply.text << "\n⚠ “Resolved” stands at ").time(*resolved) << ", as it was set by hand. If it is over only now: ";
    reply.text.code(context.settings().command + " set resolved now");
}

Reply resolve_with(Context& context, const Incident& state, const std::string& summary) {
    Reply reply = settle(context, state, decide::status(state, Status::resolved, summary));
    if (!reply.ok) return reply;
    say_if_set_before(context, state.number, reply);
    list_still_triggered(context, state, true, reply);
    list_open_runs(context, state, reply);
    ask_for_postmortem(context, state, reply);
    return reply;
}

constexpr std::size_t kOffersAtMost = 3;

/// By what one word this page can be asked for again; empty if by none any more.
std::string again_by(const Context& context, const PageState& page) {
    const auto edition = context.settings().oncall->current();
    if (page.test || edition == nullptr) return {};
    if (const auto* service = service_named(edition->file, page.target)) return service->id.value;
    return page.is_own() && plan_for(edition->file, page.plan) ? page.plan : std::string();
}

/// What was paged, or came from PagerDuty, by the names that can be paged again.
std::vector<std::string> pageable_again(const Context& context, const Incident& state) {
    std::vector<std::string> out;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && std::ranges::find(out, name) == out.end() && out.size() < kOffersAtMost) out.push_back(name);
    };
    const auto routing = [&](const std::string& wanted) {
        const auto& names = context.settings().pagerduty.routing_names;
        const auto known = std::ranges::find_if(names, [&](const auto& name) { return text::equals_ignoring_case(name, wanted); });
        return known == names.end() ? std::string() : *known;
    };
    for (const auto& link : state.pagerduty) add(routing(link.service));
    for (const auto& page : state.pages) {
        // A question was about its run, not about the incident.
        if (!page.asked_by.none()) continue;
        const std::string own = again_by(context, page);
        add(own.empty() ? routing(page.target) : own);
    }
    return out;
}

/// No bot may open an archived channel again: there will be another, and whoever wants it to go on shall be in it.
void say_where_it_goes_on(Context& context, const Incident& state, Reply& reply) {
    reply.text << "\nIts channel is archived: a new one is being made";
    const ActorId& person = context.caller().actor;
    if (!is_slack_person(person)) return void(reply.text << ".");
    reply.text << ", and you are invited.";
    if (!state.is_responder(person) && state.declared_by != person) context.work().enqueue(state.number, delivery::InvitePeople{{slack_user(person)}});
}

/// `person:bob` → Bob, `policy:payments` → payments.
std::string shown_target(const Context& context, const std::string& target) {
    const std::string name = target.substr(target.find(':') + 1);
    const auto edition = context.settings().oncall->current();
    const auto* person = target.starts_with("person:") && edition ? edition->file.find(oncall::PersonId(name)) : nullptr;
    return person == nullptr || person->name.empty() ? name : person->name;
}

/// Reopening there would wake people, so it is asked and not done.
void offer_to_page_again(const Context& context, const Incident& state, const std::string& reason, Reply& reply) {
    const auto targets = pageable_again(context, state);
    if (targets.empty()) return;
    reply.text << (state.pagerduty.empty() ? "\nNobody is paged by this." : "\nPagerDuty was not told, and nobody is paged by this.") << " To wake people again:";
    for (const auto& target : targets) {
        ParsedCommand again;
        command::Page page;
        page.target = target;
        page.reason = "reopened: " + reason;
        again.command = page;
        again.incident = state.number;
        again.verb = "page";
        reply.offers.push_back({{ButtonAction::confirm_page, state.number, state.status, {}, print(again, context.settings().key)}, "Page " + shown_target(context, target) + " again", true});
    }
}

}  // namespace

Reply handle(Context& context, const Incident& state, const command::SetStatus& command) {
    if (command.status == Status::resolved) return resolve_with(context, state, command.note);
    return settle(context, state, decide::status(state, command.status, command.note));
}

Reply handle(Context& context, const Incident& state, const command::Resolve& command) {
    return resolve_with(context, state, command.summary);
}

Reply handle(Context& context, const Incident& state, const command::Close& command) {
    Reply reply = settle(context, state, decide::close(state, command.summary));
    if (!reply.ok) return reply;
    list_still_triggered(context, state, true, reply);
    const auto open_items = std::ranges::count_if(state.tasks, [](const Task& task) { return !task.done; });
    list_open_runs(context, state, reply);
    if (open_items > 0) {
        // The channel is archived by then, so the commands name the incident.
        const std::string& slash = context.settings().command;
        (reply.text << "\nStill to do: " << std::to_string(open_items) << (open_items == 1 ? " task or follow-up; " : " tasks and follow-ups; ")).code(slash + " task " + context.name(state.number) + " list");
        (reply.text << " and ").code(slash + " followup " + context.name(state.number) + " list") << " show them, and so does the Home tab of whoever has one.";
    }
    return reply;
}

Reply handle(Context& context, const Incident& state, const command::Reopen& command) {
    const bool was_archived = state.channel_archived;
    Reply reply = settle(context, state, decide::reopen(state, command.reason));
    if (!reply.ok) return reply;
    if (was_archived) say_where_it_goes_on(context, state, reply);
    offer_to_page_again(context, state, command.reason, reply);
    return reply;
}

Reply handle(Context& context, const Incident& state, const command::Cancel& command) {
    Reply reply = settle(context, state, decide::cancel(state, command.reason));
    if (!reply.ok) return reply;
    list_still_triggered(context, state, false, reply);
    list_open_runs(context, state, reply);
    return reply;
}

Reply handle(Context& context, const Incident& state, const command::SetSeverity& command) {
    return settle(context, state, decide::severity(state, command.severity, command.reason));
}

}  // namespace tocsin::handlers
