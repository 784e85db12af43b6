#include "handlers/paging.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/core/page_fold.hpp"
#include "handlers/escalate.hpp"
#include "handlers/page_menu.hpp"
#include "handlers/page_watch.hpp"
#include "handlers/pageable.hpp"
#include "handlers/pagerduty_event.hpp"
#include "handlers/parser.hpp"
#include "handlers/people.hpp"
#include "handlers/test_page.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

/// Paging again what was just paged wakes nobody a second time: PagerDuty takes it for the same alert.
constexpr Duration kSamePage = std::chrono::minutes{30};

/// The page that tocsin escalates itself, if the target is one of the on-call file's.
std::optional<PagePlan> own_plan(Context& context, const command::Page& command) {
    const auto edition = context.settings().oncall->current();
    if (edition == nullptr) return std::nullopt;
    if (!command.person) return plan_for(edition->file, command.target);
    const auto person = resolve(context, *command.person);
    return person ? plan_for(edition->file, slack_user(*person)) : std::nullopt;
}

/// Who is called, and how the page is carried.
struct Pageable {
    std::string label;
    std::optional<PagePlan> own;  ///< nothing: through PagerDuty, by `route`
    PagerDutyRoute route;
};

Result<std::string> routing_of(const Context& context, const std::string& target) {
    for (const auto& name : context.settings().pagerduty.routing_names)
        if (text::equals_ignoring_case(name, target)) return name;
    return nothing_to_page(context, target);
}

/// The page is known by its number within the incident.
std::string page_id(const Incident& state) { return "P" + std::to_string(state.last_page + 1); }

std::unexpected<Error> paged_already(const PageState& page) {
    const std::string why = "`" + page.target + "` was paged already: " + page.page + " is " + page.state + ".";
    if (page.is_own()) return fail(Errc::conflict, why, "`escalate` pages the next step at once; `assign @user` pages somebody else in their place.");
    return fail(Errc::conflict, why, "PagerDuty would take it for the same alert and wake nobody; page another service, or call somebody.");
}

/// Whether this page would make sense: the incident is open and the target is not being paged already for the same cause.
Result<void> may_page(const Context& context, const Incident& state, const std::string& target, const PageCause& cause) {
    if (!is_open(state.status))
        return fail(Errc::conflict, context.name(state.number) + " is " + std::string(name_of(state.status)) + ", so nobody was paged.", "`reopen REASON` first.");
    for (const auto& page : state.pages) {
        // What was paged before the incident was over is over as well.
        if (state.resolved_before_reopen && page.requested_at <= *state.resolved_before_reopen) continue;
        // A question's page ends with its answer; the incident's goes on.
        if (page.asked_by != cause.run || page.question != cause.step) continue;
        const bool under_way = page.state == "requested" || page.state == "sent" || page.state == "notified";
        if (page.target == target && under_way && context.now() - page.requested_at < kSamePage) return paged_already(page);
    }
    return {};
}

Result<Pageable> whom_to_page(Context& context, const Incident& state, const command::Page& command, const PageCause& cause = {}) {
    Pageable out;
    out.own = own_plan(context, command);
    const auto edition = context.settings().oncall->current();
    const auto* service = edition && !command.person && !out.own ? service_named(edition->file, command.target) : nullptr;
    if (service != nullptr) {
        // PagerDuty owns it. Without a way to reach it there, it has failed before it began.
        if (const auto route = route_of(context, *service)) out.route = *route;
        else out.own = PagePlan{"policy:" + service->policy.value, service->policy.value};
    }
    if (out.own) {
        out.label = out.own->label;
    } else if (service != nullptr) {
        out.label = out.route.label;
    } else if (command.person) {
        return cannot_page_person(context);
    } else {
        const auto routing = routing_of(context, command.target);
        if (!routing) return std::unexpected(routing.error());
        out.label = *routing;
        out.route = {*routing, *routing, *routing};
    }
    if (const auto may = may_page(context, state, out.label, cause); !may) return std::unexpected(may.error());
    return out;
}

Reply page_by_plan(Context& context, const Incident& state, const PagePlan& plan, const std::string& reason) {
    const IncidentNumber number = state.number;
    const std::string id = begin_page(context, number, plan, reason);
    Reply reply = say(Markup().bold(context.name(number)) << ": " << plan.label << " is being paged.", number);
    const PageState* page = find_page(*context.work().find(number), id);
    if (page != nullptr && page->phase == PagePhase::exhausted)
        reply.text << (page->notifications.empty() ? "\nNobody whom it names can be told, nor is there a fallback that can: call somebody."
                                                   : "\nNobody is on call for it who can be told; the fallback is told instead.");
    reply.text << "\nThe card says how far each message has come. Whoever has it says `ack`.";
    return reply;
}

/// Whether PagerDuty may have the page's alert. It has not if the page was refused, or waits to be sent again after a pause that PagerDuty asked for.
bool may_be_there(const std::vector<OutboxRow>& lane, const PageState& page, Time now) {
    const auto is_page = [](const OutboxRow& row) { return std::holds_alternative<delivery::PageService>(row.what); };
    const auto waiting = std::ranges::find_if(lane, is_page);
    if (waiting == lane.end()) return page.state != "failed";
    return waiting->maybe_sent || waiting->next_attempt_at <= now;
}

}  // namespace

Reply page_by_pagerduty(Context& context, const Incident& state, const PagerDutyRoute& route, const std::string& reason, const PageCause& cause) {
    delivery::PageService out;
    out.page = page_id(state);
    out.routing_name = route.routing;
    const bool for_question = !cause.run.none();
    out.dedup_key = dedup_key_of(state.number, for_question ? route.key + "/" + out.page : route.key);
    // Everybody of the PagerDuty account reads it there.
    if (!state.private_) out.reason = reason;
    out.summary = fmt::format("{} {}: {}{}", context.name(state.number), name_of(state.severity), state.private_ ? "a private incident" : state.title,
                              out.reason.empty() ? "" : " — " + out.reason);
    event::PageRequested requested{out.page, route.label, "PagerDuty", reason, false};
    requested.asked_by = cause.run;
    requested.question = cause.step;
    if (for_question) {
        requested.alert = out.dedup_key;
        requested.routing = out.routing_name;
    }
    Reply reply = settle(context, state, Drafts{std::move(requested)});
    context.work().enqueue(state.number, out);
    watch_page(context, state.number, out);
    reply.text << "\nWhether somebody was really woken is said here within a minute.";
    return reply;
}

Reply handle(Context& context, const Incident& state, const command::Page& command) { return page(context, state, command); }

Reply page(Context& context, const Incident& state, const command::Page& command) {
    if (command.test) return test_page(context, state, command);
    if (command.at_once) return page_confirmed(context, state, command);
    const auto whom = whom_to_page(context, state, command);
    if (!whom) return refuse(whom.error(), state.number);
    ParsedCommand again;
    again.command = command;  // not `at_once`, or it would not have come here
    again.incident = state.number;
    again.verb = "page";
    Markup question("Page ");
    question << whom->label << " for " << context.name(state.number) << "?";
    const std::string who = reaches_now(context.tables(), context.settings(), command.person ? whom->label : command.target, context.now());
    question << (who.empty() ? " Somebody may be woken." : " Somebody may be woken: " + who + ".");
    if (!command.reason.empty()) question << "\nThey read: " << command.reason;
    Reply reply = say(std::move(question), state.number);
    Button button{ButtonAction::confirm_page, state.number, state.status, {}, print(again, context.settings().key)};
    reply.offers.push_back({button, "Page " + whom->label, true});
    return reply;
}

Reply page_confirmed(Context& context, const Incident& state, const command::Page& command) {
    const auto whom = whom_to_page(context, state, command);
    if (!whom) return refuse(whom.error(), state.number);
    if (whom->own) return page_by_plan(context, state, *whom->own, command.reason);
    return page_by_pagerduty(context, state, whom->route, command.reason);
}

Result<void> page_target(Context& context, IncidentNumber incident, const std::string& target, const std::string& reason, const PageCause& cause) {
    const Incident& state = *context.work().find(incident);
    command::Page command;
    command.target = target;
    const auto whom = whom_to_page(context, state, command, cause);
    if (!whom) return std::unexpected(whom.error());
    if (whom->own) begin_page(context, incident, *whom->own, reason, false, cause);
    else page_by_pagerduty(context, state, whom->route, reason, cause);
    return {};
}

void end_page_there(Context& context, IncidentNumber incident, const PageState& page) {
    context.work().cancel_timer(TimerKind::page_watch, incident, page.page);
    constexpr int kMost = 100;
    const delivery::ResolvePage over{page.page, page.alert, page.routing};
    auto& outbox = context.tables().outbox;
    const std::string lane = lane_of(incident, over);
    const bool tell = may_be_there(outbox.waiting_in_lane(lane, kMost), page, context.now());
    outbox.withdraw_lane(lane);
    if (tell) context.work().enqueue(incident, over);
}

}  // namespace tocsin::handlers
