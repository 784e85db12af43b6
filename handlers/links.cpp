// `link`, `related`, `merge`: what belongs together.
#include <algorithm>

#include "bot/base/text.hpp"
#include "handlers/fitting.hpp"
#include "handlers/parser.hpp"
#include "handlers/sight.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

/// What PagerDuty would have to merge for the two to be one there as well.
struct Joinable {
    PagerDutyIncidentId into;
    std::vector<PagerDutyIncidentId> sources;
};

/// Nothing unless both have an open incident there. `target` holds the links of both; its own came first.
std::optional<Joinable> joinable(const Incident& absorbed, const Incident& target) {
    Joinable out;
    for (const auto& link : target.pagerduty) {
        if (link.state == "resolved") continue;
        if (std::ranges::find(absorbed.pagerduty, link.id, &PagerDutyLink::id) != absorbed.pagerduty.end()) out.sources.push_back(link.id);
        else if (out.into.empty()) out.into = link.id;
    }
    return out.into.empty() || out.sources.empty() ? std::nullopt : std::optional(std::move(out));
}

/// What PagerDuty merges cannot be taken apart again there, so it is asked and not done.
void offer_pagerduty_merge(const Context& context, const Incident& target, IncidentNumber absorbed, const Joinable& what, Reply& reply) {
    reply.text << "\nIn PagerDuty they are still two: " << std::to_string(what.sources.size()) << " of its incidents can be merged into " << what.into.value
               << ", which resolves them there and cannot be undone. Without a button: ";
    ParsedCommand again;
    again.command = command::Merge{absorbed, target.number, true};
    again.verb = "merge";
    const std::string typed = print(again, context.settings().key);
    reply.text.code(typed);
    reply.offers.push_back({{ButtonAction::confirm_merge, target.number, target.status, {}, typed}, "Merge in PagerDuty too", true});
}

Reply ask_pagerduty_to_merge(Context& context, IncidentNumber target, const Joinable& what, Reply reply) {
    for (const auto& source : what.sources) context.tables().pagerduty.expect_own(source, "resolved", {}, context.now());
    context.work().enqueue(target, delivery::MergePagerDuty{what.into, what.sources, context.caller().actor});
    reply.text << "\nPagerDuty is asked in your name to merge " << std::to_string(what.sources.size()) << " of its incidents into " << what.into.value << ".";
    return reply;
}

/// After the merge here: PagerDuty's half is done, offered, or there is none.
Reply with_pagerduty(Context& context, IncidentNumber absorbed, IncidentNumber target, bool at_once, Reply reply) {
    const auto what = joinable(*context.work().find(absorbed), *context.work().find(target));
    if (!what || !context.settings().pagerduty.rest) return reply;
    if (at_once && context.caller().is_person) return ask_pagerduty_to_merge(context, target, *what, std::move(reply));
    offer_pagerduty_merge(context, *context.work().find(target), absorbed, *what, reply);
    return reply;
}

}  // namespace

Reply handle(Context& context, const Incident& state, const command::LinkAdd& command) {
    if (auto refused = too_long("label", command.label, kLongestLabel, state.number)) return *std::move(refused);
    return settle(context, state, Drafts{event::LinkAdded{command.url, command.label}});
}

Reply handle(Context& context, const Incident& state, const command::Related& command) {
    if (command.number == state.number) return refuse({Errc::invalid_argument, "An incident is always related to itself.", {}}, state.number);
    const Incident* other = visible(context, command.number);
    if (other == nullptr) return refuse(no_such_incident(context.settings(), command.number), state.number);
    if (other->private_ && !state.private_)
        return refuse({Errc::conflict, context.name(other->number) + " is private, and everybody who reads this incident would learn of it. Nothing was linked.",
                       "`related " + context.name(state.number) + "` in its own channel is kept there alone."}, state.number);
    // What is private is named on its own side alone.
    if (!state.private_) context.record(command.number, {event::RelatedLinked{state.number}});
    return settle(context, state, Drafts{event::RelatedLinked{command.number}});
}

Reply handle(Context& context, const Incident& state, const command::Merge& command) {
    const IncidentNumber absorbed_number = command.absorbed.none() ? state.number : command.absorbed;
    const IncidentNumber target_number = command.target.none() ? state.number : command.target;
    const Incident* absorbed = visible(context, absorbed_number);
    const Incident* target = visible(context, target_number);
    for (const auto& [number, found] : {std::pair{absorbed_number, absorbed}, std::pair{target_number, target}})
        if (found == nullptr) return refuse(no_such_incident(context.settings(), number), state.number);
    if (absorbed->private_ != target->private_)
        return refuse({Errc::conflict, context.name(absorbed->private_ ? absorbed_number : target_number) + " is private and the other is not, so they cannot become one. Nothing was merged.",
                       "`related` in the private one's channel keeps the link there."}, state.number);
    if (command.at_once && absorbed->merged_into == target_number) return merge_in_pagerduty(context, *target, command::Merge{absorbed_number, target_number, true});
    auto decided = decide::merge(*absorbed, *target, context.settings().key);
    if (!decided) return refuse(decided.error(), state.number);
    const auto links = absorbed->pagerduty;
    context.record(absorbed_number, std::move(decided->absorbed));
    context.record(target_number, std::move(decided->target));
    for (const auto& link : links) {
        auto alert = context.tables().pagerduty.find(link.id);
        if (!alert) continue;
        alert->incident = target_number;
        context.tables().pagerduty.put(*alert);
    }
    Reply reply = say(Markup(context.name(absorbed_number)) << " is merged into " << context.name(target_number) << "; its timeline stays where it is"
                      << (links.empty() ? "." : ", its PagerDuty incidents moved along."), target_number);
    return with_pagerduty(context, absorbed_number, target_number, command.at_once, std::move(reply));
}

Reply merge_in_pagerduty(Context& context, const Incident& state, const command::Merge& command) {
    const Incident* absorbed = visible(context, command.absorbed);
    if (absorbed == nullptr || absorbed->merged_into != state.number)
        return refuse({Errc::conflict, "The two are not merged here.", "`merge INC-41 into INC-40` first."}, state.number);
    const auto what = joinable(*absorbed, state);
    if (!what) return refuse({Errc::conflict, "In PagerDuty nothing is left to merge: not both have an open incident there.", {}}, state.number);
    if (!context.caller().is_person)
        return refuse({Errc::forbidden, "PagerDuty wants to know who merges, and this token acts as nobody.", "Give the token a `user` under `api.tokens`."}, state.number);
    return ask_pagerduty_to_merge(context, state.number, *what, say({}, state.number));
}

}  // namespace tocsin::handlers
