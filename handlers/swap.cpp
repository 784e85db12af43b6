// `swap`: two people exchange their next shifts. One offers, the other consents; then there are two overrides, and not before.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "bot/base/text.hpp"
#include "bot/core/oncall_cover.hpp"
#include "handlers/duty.hpp"
#include "handlers/hand_off.hpp"
#include "handlers/oncall_words.hpp"
#include "handlers/permission.hpp"
#include "handlers/swap.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

using oncall::Calendar;
using oncall::Edition;
using oncall::PersonId;
using oncall::Shift;
using store::Swap;
using store::SwappedShift;

constexpr std::chrono::days kLooksAhead{400};

/// The first shift of each that begins in [from, until).
struct Pair {
    Shift offered, wanted;
};

std::optional<Shift> first_of(const std::vector<Shift>& shifts, const PersonId& person, Time from) {
    const auto found = std::ranges::find_if(shifts, [&](const Shift& s) { return s.person == person && s.from >= from; });
    return found == shifts.end() ? std::nullopt : std::optional(*found);
}

Result<Pair> pair_of(Context& context, const Calendar& calendar, const PersonId& by, const PersonId& to, Time from, Time until) {
    const auto shifts = shifts_of(context.tables(), calendar, from, until);
    const auto offered = first_of(shifts, by, from);
    const auto wanted = first_of(shifts, to, from);
    if (!offered || !wanted)
        return fail(Errc::conflict, fmt::format("{} has no shift ahead on `{}`.", (offered ? to : by).value, calendar.schedule().id.value), "`oncall` says who is next.");
    if (offered->from < wanted->until && wanted->from < offered->until) return fail(Errc::conflict, "The two shifts overlap, so there is nothing to swap.");
    return Pair{*offered, *wanted};
}

Markup in_words(Context& context, const Edition& edition, const Swap& swap, const Pair& pair, const std::string& zone) {
    Markup text("On ");
    text.bold(swap.schedule.value) << ", " << person_text(context, edition.file, swap.offered_to) << " takes " << both_zones(pair.offered.from, zone) << " to "
                                   << both_zones(pair.offered.until, zone) << ", and " << person_text(context, edition.file, swap.offered_by) << " takes "
                                   << both_zones(pair.wanted.from, zone) << " to " << both_zones(pair.wanted.until, zone) << ".";
    return text;
}

Result<PersonId> asker(Context& context, const Edition& edition) {
    const auto person = find_person(context, edition, {});
    if (!person) return std::unexpected(person.error());
    return (*person)->id;
}

void exchange(Context& context, const Calendar& calendar, const Swap& swap, const Pair& pair) {
    const auto give = [&](const Shift& shift, const PersonId& to) {
        oncall::Override made;
        made.schedule = swap.schedule;
        made.layer = shift.layer;
        made.from = shift.from;
        made.until = shift.until;
        made.person = to;
        made.replaces = shift.person;
        made.by = context.caller().actor;
        context.tables().oncall.add_override(made, context.now());
    };
    change_overrides(context, calendar, [&] {
        give(pair.offered, swap.offered_to);
        give(pair.wanted, swap.offered_by);
    });
}

constexpr std::string_view kMessagePrefix = "swap:";

std::string message_name(std::int64_t swap) { return std::string(kMessagePrefix) + std::to_string(swap); }

/// The offer as the other side sees it: with buttons while it waits, and afterwards with what became of it.
void show_to_other(Context& context, const Edition& edition, const Swap& swap, Markup text, bool waits) {
    const auto* other = edition.file.find(swap.offered_to);
    if (other == nullptr || other->slack.empty()) return;
    std::vector<Offer> offers;
    const auto number = std::to_string(swap.id);
    if (waits) offers = {{{ButtonAction::accept_swap, {}, {}, {}, number}, "Accept"}, {{ButtonAction::decline_swap, {}, {}, {}, number}, "Decline"}};
    context.work().enqueue({}, delivery::DirectNamed{other->slack, message_name(swap.id), std::move(text), std::move(offers)});
}

SwappedShift remembered(const Shift& shift) { return {shift.layer, shift.from, shift.until}; }
Shift recalled(const SwappedShift& shift, const PersonId& person) { return {person, shift.layer, {}, 0, shift.from, shift.until}; }

/// The shifts that were offered, as they stand now; nothing if an earlier release did not keep which they were and they are others by now.
std::optional<Pair> offered_pair(Context& context, const Calendar& calendar, const Swap& swap) {
    if (swap.offered && swap.wanted) return Pair{recalled(*swap.offered, swap.offered_by), recalled(*swap.wanted, swap.offered_to)};
    const auto pair = pair_of(context, calendar, swap.offered_by, swap.offered_to, std::max(swap.from, context.now()), swap.until);
    const bool same = pair && std::min(pair->offered.from, pair->wanted.from) == swap.from && std::max(pair->offered.until, pair->wanted.until) == swap.until;
    return same ? std::optional(*pair) : std::nullopt;
}

/// Why an offer holds no more, on the clock of whoever reads it.
using Why = std::function<Markup(const std::string& zone)>;

/// What has become of one of the shifts since; nothing if it is still ahead and still theirs.
std::optional<Why> change_of(Context& context, const Edition& edition, const Calendar& calendar, const Shift& shift) {
    const Markup who = person_text(context, edition.file, shift.person);
    if (shift.from < context.now())
        return [=](const std::string& zone) { return Markup() << "the shift of " << who << " from " << both_zones(shift.from, zone) << " has begun."; };
    const auto shifts = shifts_of(context.tables(), calendar, shift.from, shift.until);
    const auto lost = oncall::first_uncovered(shifts, shift.person, shift.layer, shift.from, shift.until);
    if (!lost) return std::nullopt;
    const Markup instead = lost->instead.empty() ? Markup("nobody is") : people_text(context, edition.file, lost->instead) << (lost->instead.size() == 1 ? " is" : " are");
    return [=](const std::string& zone) {
        return Markup() << who << " is not on call any more from " << both_zones(lost->from, zone) << " to " << both_zones(lost->until, zone) << "; " << instead << ".";
    };
}

/// The offer is over, both sides hear why, and nothing changes hands.
Reply close(Context& context, const Edition& edition, const Swap& swap, const Why& why) {
    if (!context.tables().oncall.answer_swap(swap.id, "closed")) return refuse({Errc::conflict, "That was answered already.", {}});
    const std::string number = std::to_string(swap.id);
    show_to_other(context, edition, swap, Markup("✗ Swap #" + number + " holds no more, since the schedule has changed: ")
                                              << why(zone_of(context, edition.file, swap.offered_to)) << " Nothing was swapped.", false);
    tell_person(context, edition.file, swap.offered_by, Markup("Swap #" + number + ", which you offered, holds no more, since the schedule has changed: ")
                                                            << why(zone_of(context, edition.file, swap.offered_by)) << " Nothing was swapped; offer it again.");
    Reply reply = refuse({Errc::conflict, "The schedule has changed since that was offered, so nothing was swapped: ", {}});
    reply.text << why(context.caller().zone) << " The offer is closed; who made it may offer again.";
    return reply;
}

Reply accept(Context& context, const Edition& edition, const Calendar& calendar, const Swap& swap) {
    const auto pair = offered_pair(context, calendar, swap);
    if (!pair) return close(context, edition, swap, [](const std::string&) { return Markup("the next shifts of the two are others now."); });
    for (const Shift& shift : {pair->offered, pair->wanted})
        if (const auto why = change_of(context, edition, calendar, shift)) return close(context, edition, swap, *why);
    if (!context.tables().oncall.answer_swap(swap.id, "accepted")) return refuse({Errc::conflict, "That was answered already.", {}});
    exchange(context, calendar, swap, *pair);
    show_to_other(context, edition, swap, Markup("✓ Swap #" + std::to_string(swap.id) + " accepted by ") << person_text(context, edition.file, swap.offered_to) << ". "
                                              << in_words(context, edition, swap, *pair, zone_of(context, edition.file, swap.offered_to)), false);
    tell_person(context, edition.file, swap.offered_by, Markup("Your swap was accepted. ") << in_words(context, edition, swap, *pair, zone_of(context, edition.file, swap.offered_by)));
    return say(Markup("Swapped. ") << in_words(context, edition, swap, *pair, context.caller().zone));
}

Reply decline(Context& context, const Edition& edition, const Swap& swap, const PersonId& me) {
    if (!context.tables().oncall.answer_swap(swap.id, "declined")) return refuse({Errc::conflict, "That was answered already.", {}});
    const bool own = me == swap.offered_by;
    const auto number = std::to_string(swap.id);
    show_to_other(context, edition, swap, Markup(own ? "Swap #" + number + " was taken back by " : "✗ Swap #" + number + " declined by ")
                                              << person_text(context, edition.file, me) << ". Nothing was swapped.", false);
    tell_person(context, edition.file, own ? swap.offered_to : swap.offered_by,
                Markup(own ? "The offer of swap #" + number + " was taken back by " : "Swap #" + number + " was declined by ") << person_text(context, edition.file, me) << ".");
    return say(own ? "Taken back; nothing was swapped." : "Declined; nothing was swapped.");
}

}  // namespace

Reply handle(Context& context, const command::SwapOffer& offer) {
    const auto edition = oncall_edition(context);
    if (!edition) return refuse(edition.error());
    const auto calendar = find_calendar(**edition, offer.schedule);
    if (!calendar) return refuse(calendar.error());
    const auto me = asker(context, **edition);
    if (!me) return refuse(me.error());
    const auto other = find_person(context, **edition, offer.person);
    if (!other) return refuse(other.error());
    if ((*other)->id == *me) return refuse({Errc::invalid_argument, "You cannot swap with yourself.", {}});
    const Time from = std::max(offer.from.value_or(context.now()), context.now());
    const auto pair = pair_of(context, **calendar, *me, (*other)->id, from, from + kLooksAhead);
    if (!pair) return refuse(pair.error());
    Swap swap{0, (*calendar)->schedule().id, std::min(pair->offered.from, pair->wanted.from), std::max(pair->offered.until, pair->wanted.until), *me, (*other)->id, "offered"};
    swap.offered = remembered(pair->offered);
    swap.wanted = remembered(pair->wanted);
    swap.id = context.tables().oncall.add_swap(swap, context.now());
    const std::string number = std::to_string(swap.id);
    show_to_other(context, **edition, swap, person_text(context, (*edition)->file, *me) << " offers a swap (#" + number + "). "
                                                << in_words(context, **edition, swap, *pair, zone_of(context, (*edition)->file, (*other)->id)), true);
    Reply reply = say(Markup("Swap #" + number + " is offered to ") << person_text(context, (*edition)->file, (*other)->id) << "; nothing changes until it is accepted. "
                                                                    << in_words(context, **edition, swap, *pair, context.caller().zone));
    if ((*other)->slack.empty()) reply.text << "\nSlack does not know this person: tell them of it yourself.";
    return reply;
}

Reply handle(Context& context, const command::SwapAnswer& answer) {
    const auto edition = oncall_edition(context);
    if (!edition) return refuse(edition.error());
    const auto swap = context.tables().oncall.swap(answer.number.value);
    if (!swap) return refuse({Errc::not_found, "There is no swap #" + std::to_string(answer.number.value) + ".", {}});
    const auto me = asker(context, **edition);
    if (!me) return refuse(me.error());
    if (swap->state != "offered") return refuse({Errc::conflict, "Swap #" + std::to_string(swap->id) + " was " + swap->state + " already. Nothing was done.", "`override list` shows what holds now."});
    if (*me != swap->offered_to && !(*me == swap->offered_by && !answer.accept)) {
        keep_denial(context, "swap", "the one to whom it was offered");
        return refuse({Errc::forbidden, "Swap #" + std::to_string(swap->id) + " was not offered to you.", "Only who was asked can accept it."});
    }
    if (!answer.accept) return decline(context, **edition, *swap, *me);
    if (const auto calendar = find_calendar(**edition, swap->schedule.value)) return accept(context, **edition, **calendar, *swap);
    return close(context, **edition, *swap, [&](const std::string&) { return Markup("the on-call file has no schedule ").bold(swap->schedule.value) << " any more."; });
}

Reply press_swap(Context& context, const Button& button) {
    const auto number = text::parse_int(button.argument);
    const VerbSpec& verb = *find_verb("swap");
    if (!number || *number < 1) return refuse({Errc::invalid_argument, "This button names no swap.", "Use `swap accept N` or `swap decline N`."});
    if (const auto may = allowed(context, verb, nullptr); !may) return deny(context, nullptr, verb, may.error());
    return handle(context, command::SwapAnswer{ItemNumber(*number), button.action == ButtonAction::accept_swap});
}

bool is_swap_message(const delivery::DirectNamed& message) { return message.name.starts_with(kMessagePrefix); }

void swap_message_failed(Context& context, const delivery::DirectNamed& message, const std::string& why) {
    const auto edition = context.settings().oncall->current();
    const auto number = text::parse_int(std::string_view(message.name).substr(message.name.find(':') + 1));
    const auto swap = edition && number ? context.tables().oncall.swap(*number) : std::nullopt;
    if (!swap || swap->state != "offered") return;
    Markup text = Markup("Swap #" + std::to_string(swap->id) + " could not be shown to ") << person_text(context, edition->file, swap->offered_to) << ": " << why << "\nTell them yourself; ";
    text.code(context.settings().command + " swap accept " + std::to_string(swap->id)) << " accepts it.";
    tell_person(context, edition->file, swap->offered_by, std::move(text));
}

}  // namespace tocsin::handlers
