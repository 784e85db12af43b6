// `escalate`, `assign`: the page goes on to others before its time, here and in PagerDuty.
#include <algorithm>

#include "bot/core/page_fold.hpp"
#include "handlers/escalate.hpp"
#include "handlers/oncall_words.hpp"
#include "handlers/people.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

/// One of our own notifications, which reached its person as a PagerDuty incident: our escalation goes on, not PagerDuty's.
bool is_notification(const Incident& state, const PagerDutyLink& link) {
    const std::string target = link.key.substr(link.key.rfind('/') + 1);
    const PageState* page = find_page(state, target.substr(0, target.find('-')));
    return page != nullptr && page->is_own();
}

std::vector<PagerDutyLink> open_there(const Incident& state) {
    std::vector<PagerDutyLink> out;
    std::ranges::copy_if(state.pagerduty, std::back_inserter(out), [](const PagerDutyLink& link) { return link.state != "resolved"; });
    return out;
}

/// Why PagerDuty cannot be asked by this caller; empty if it can.
std::string cannot_ask(const Context& context) {
    if (!context.settings().pagerduty.rest) return "PagerDuty cannot be told from here without `pagerduty.api_token`; do it there as well.";
    if (!context.caller().is_person) return "PagerDuty wants to know who asks, and this token acts as nobody; do it there as well.";
    return {};
}

/// What the sentence about PagerDuty adds to the answer.
void say_of_pagerduty(const Context& context, std::size_t there, Reply& reply) {
    if (!reply.ok || there == 0) return;
    const std::string no = cannot_ask(context);
    reply.text << "\n" << (no.empty() ? "PagerDuty is asked in your name; what comes of it is said here." : no);
}

/// Why this page does not go on by `escalate`; empty for one that is over.
std::string why_not(const PageState& page) {
    const bool on_its_way = page.state == "requested" || page.state == "sent" || page.state == "notified";
    if (!page.is_own()) return on_its_way ? "; of page " + page.page + " PagerDuty has not said yet which incident it became there" : "";
    if (page.phase == PagePhase::ended) return {};
    return "; page " + page.page + (page.phase == PagePhase::exhausted ? " has no further step" : " is " + std::string(name_of(page.phase)));
}

Reply nothing_to_escalate(const Context& context, const Incident& state) {
    std::string why = "Nothing is being escalated for " + context.name(state.number);
    for (const auto& page : state.pages) why += why_not(page);
    if (std::ranges::any_of(state.pages, [](const PageState& page) { return page.phase == PagePhase::snoozed; }))
        return refuse({Errc::conflict, why + ".", "`snooze off` ends the snooze and pages from the first step; `assign @user` pages this person at once."}, state.number);
    return refuse({Errc::conflict, why + ".", "`page SERVICE` or `page @user` wakes somebody; `assign @user` hands a page on."}, state.number);
}

/// Those that wait for an answer; if none does, the newest that somebody has answered or silenced.
std::vector<PageState> to_hand_on(const Incident& state) {
    std::vector<PageState> waiting, answered;
    for (const auto& page : state.pages) {
        if (page.is_waiting()) waiting.push_back(page);
        else if (page.phase == PagePhase::acknowledged || page.phase == PagePhase::snoozed) answered = {page};
    }
    return waiting.empty() ? answered : waiting;
}

/// The person in the words of both sides: in the on-call file, and as an actor.
struct Successor {
    oncall::PersonId in_file;
    ActorId actor;
};

Result<Successor> successor_of(Context& context, const PersonRef& who) {
    const auto edition = context.settings().oncall->current();
    if (const auto found = edition ? find_person(context, *edition, who) : Result<const oncall::Person*>(nullptr); found && *found != nullptr)
        return Successor{(*found)->id, oncall::person_actor((*found)->id)};
    const auto actor = resolve(context, who);
    if (!actor) return std::unexpected(actor.error());
    return Successor{{}, *actor};
}

Result<Drafts> handed_on_here(Context& context, const std::vector<PageState>& pages, const Successor& to, const std::string& reason) {
    Drafts drafts;
    if (!pages.empty() && to.in_file.empty())
        return fail(Errc::not_found, "The on-call file does not know this person, so no page can go to them.", "`oncall` says whom it knows.");
    for (const auto& page : pages) {
        auto event = hand_on(context, page, to.in_file, reason);
        if (!event) return std::unexpected(event.error());
        drafts.emplace_back(std::move(*event));
    }
    return drafts;
}

}  // namespace

Reply handle(Context& context, const Incident& state, const command::Escalate& command) {
    Drafts drafts;
    for (const auto& page : state.pages)
        if (page.phase == PagePhase::running) drafts.emplace_back(event::PageEscalated{page.page, {}, command.reason});
    auto there = open_there(state);
    std::erase_if(there, [&](const PagerDutyLink& link) { return is_notification(state, link); });
    if (cannot_ask(context).empty())
        for (const auto& link : there) drafts.emplace_back(event::PageEscalated{{}, link.id, command.reason});
    if (drafts.empty() && !there.empty()) return refuse({Errc::forbidden, cannot_ask(context), {}}, state.number);
    if (drafts.empty()) return nothing_to_escalate(context, state);
    Reply reply = settle(context, state, std::move(drafts));
    say_of_pagerduty(context, there.size(), reply);
    return reply;
}

Reply handle(Context& context, const Incident& state, const command::Assign& command) {
    const auto pages = to_hand_on(state);
    const auto there = open_there(state);
    if (pages.empty() && there.empty())
        return refuse({Errc::conflict, "Nobody is being paged for " + context.name(state.number) + ", so there is nothing to hand on.",
                       "`page @user` wakes somebody; `lead @user` and `role` say who does what."}, state.number);
    const auto to = successor_of(context, command.person);
    if (!to) return refuse(to.error(), state.number);
    auto drafts = handed_on_here(context, pages, *to, command.reason);
    if (!drafts) return refuse(drafts.error(), state.number);
    if (cannot_ask(context).empty())
        for (const auto& link : there) drafts->emplace_back(event::PageReassigned{{}, {}, {}, link.id, to->actor, command.reason});
    if (drafts->empty()) return refuse({Errc::forbidden, cannot_ask(context), {}}, state.number);
    Reply reply = settle(context, state, std::move(drafts));
    say_of_pagerduty(context, there.size(), reply);
    return reply;
}

}  // namespace tocsin::handlers
