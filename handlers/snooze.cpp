// `snooze`: the pages of an incident that wait for somebody are silent for a while, then go on. What somebody has acknowledged is asked about
// again when that runs out; a snooze puts that off as well.
#include <algorithm>

#include "handlers/escalate.hpp"
#include "handlers/oncall_words.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

/// Longer than a night is forgetting, not snoozing.
constexpr std::chrono::hours kLongest{12};

Reply end_snooze(Context& context, const Incident& state) {
    const IncidentNumber number = state.number;
    Drafts drafts;
    for (const auto& page : state.pages)
        if (page.phase == PagePhase::snoozed) drafts.emplace_back(event::PageResumed{page.page, "the snooze was ended"});
    if (drafts.empty()) return refuse({Errc::conflict, "No page of " + context.name(number) + " is snoozed.", {}}, number);
    context.record(number, std::move(drafts));
    advance_pages(context, number);
    return say("The snooze is over: paging begins again with the first step.", number);
}

}  // namespace

Reply handle(Context& context, const Incident& state, const command::Snooze& snooze) {
    if (snooze.off) return end_snooze(context, state);
    if (snooze.until - context.now() > kLongest)
        return refuse({Errc::invalid_argument, "A page can be snoozed for 12 hours at most.", "Acknowledge it, or put somebody else on call with `override`."}, state.number);
    Drafts drafts;
    for (const auto& page : state.pages) {
        // An acknowledgement holds by itself for a while: a snooze makes that longer, never shorter.
        const Time held_until = page.active_at + context.settings().acknowledgement_lasts;
        const bool is_put_off = page.phase == PagePhase::acknowledged && snooze.until > held_until;
        if (page.is_waiting() || is_put_off) drafts.emplace_back(event::PageSnoozed{page.page, snooze.until});
    }
    const bool holds = std::ranges::any_of(state.pages, [](const PageState& page) { return page.phase == PagePhase::acknowledged; });
    if (drafts.empty() && holds)
        return refuse({Errc::conflict, "It is acknowledged, and nobody is paged before that time anyway.", "Snooze for longer than the acknowledgement lasts."}, state.number);
    if (drafts.empty()) return refuse({Errc::conflict, "No page of " + context.name(state.number) + " waits or was acknowledged, so there is nothing to snooze.", {}}, state.number);
    const auto count = drafts.size();
    context.record(state.number, std::move(drafts));
    return say(Markup(count == 1 ? "The page is silent until " : "The pages are silent until ") << both_zones(snooze.until, context.caller().zone) << ".", state.number);
}

}  // namespace tocsin::handlers
