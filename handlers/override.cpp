// `override`: somebody else is on call for a while. The past is never overridden.
#include <algorithm>

#include "handlers/duty.hpp"
#include "handlers/hand_off.hpp"
#include "handlers/oncall_words.hpp"
#include "handlers/permission.hpp"
#include "handlers/use_cases.hpp"

namespace tocsin::handlers {
namespace {

using oncall::Edition;
using oncall::Override;
using oncall::OverrideKind;

/// As far ahead as a list looks.
constexpr std::chrono::days kListed{400};

/// What an override says, with the times that were understood.
Markup in_words(Context& context, const Edition& edition, const Override& made) {
    Markup text = person_text(context, edition.file, made.person);
    text << (made.kind == OverrideKind::remove ? " is not on call for " : " is on call for ");
    text.bold(made.schedule.value);
    if (!made.layer.empty()) text << ", layer " << made.layer.value << ",";
    text << " from " << both_zones(made.from, context.caller().zone) << " to " << both_zones(made.until, context.caller().zone);
    if (made.kind == OverrideKind::add) text << ", besides the others";
    if (made.kind == OverrideKind::replace && made.replaces.empty()) text << ", in place of everybody";
    if (made.kind == OverrideKind::replace && !made.replaces.empty()) text << ", in place of " << person_text(context, edition.file, made.replaces);
    return text;
}

Result<Override> understood(Context& context, const Edition& edition, const oncall::Calendar& calendar, const command::OverrideAdd& command) {
    Override made;
    made.schedule = calendar.schedule().id;
    made.by = context.caller().actor;
    made.from = std::max(command.from, context.now());
    made.until = command.until;
    if (made.until <= context.now()) return fail(Errc::invalid_argument, "All of that is past, and the past is on record.", "Name a time that is still to come.");
    const auto person = find_person(context, edition, command.person);
    if (!person) return std::unexpected(person.error());
    made.person = (*person)->id;
    if (command.instead) {
        const auto instead = find_person(context, edition, *command.instead);
        if (!instead) return std::unexpected(instead.error());
        made.replaces = (*instead)->id;
        if (made.replaces == made.person) return fail(Errc::invalid_argument, "That is the same person twice.");
    }
    made.layer = oncall::LayerId(command.layer);
    if (!command.layer.empty() && std::ranges::find(calendar.schedule().layers, made.layer, &oncall::Layer::id) == calendar.schedule().layers.end())
        return fail(Errc::not_found, "`" + made.schedule.value + "` has no layer `" + command.layer + "`.");
    made.kind = command.remove ? OverrideKind::remove : command.add ? OverrideKind::add : OverrideKind::replace;
    return made;
}

Reply not_on(Context& context, const oncall::Schedule& schedule, const Error& why) {
    keep_denial(context, "override", "somebody who is on " + schedule.id.value + ", or an operator");
    return refuse(why);
}

}  // namespace

Reply handle(Context& context, const command::OverrideAdd& command) {
    const auto edition = oncall_edition(context);
    if (!edition) return refuse(edition.error());
    const auto calendar = find_calendar(**edition, command.schedule);
    if (!calendar) return refuse(calendar.error());
    if (const auto may = may_change(context, **edition, (*calendar)->schedule()); !may) return not_on(context, (*calendar)->schedule(), may.error());
    const auto made = understood(context, **edition, **calendar, command);
    if (!made) return refuse(made.error());
    oncall::OverrideId id;
    change_overrides(context, **calendar, [&] { id = context.tables().oncall.add_override(*made, context.now()); });
    Reply reply = say(Markup("Override #" + std::to_string(id.value) + ": ") << in_words(context, **edition, *made) << ".");
    if (command.from < context.now()) reply.text << "\nIt begins now: the part before is past, and the past is on record.";
    // Whom it puts on call at once has heard of it as of any hand-off.
    if (made->from > context.now() && (*edition)->file.find(made->person)->slack != slack_user(context.caller().actor))
        tell_person(context, (*edition)->file, made->person, actor_text(context, (*edition)->file, context.caller().actor) << " made an override: " << in_words(context, **edition, *made) << ".");
    return reply;
}

Reply handle(Context& context, const command::OverrideList& list) {
    const auto edition = oncall_edition(context);
    if (!edition) return refuse(edition.error());
    oncall::ScheduleId schedule;
    if (!list.schedule.empty()) {
        const auto calendar = find_calendar(**edition, list.schedule);
        if (!calendar) return refuse(calendar.error());
        schedule = (*calendar)->schedule().id;
    }
    Reply reply;
    for (const auto& made : context.tables().oncall.overrides(schedule, context.now(), context.now() + kListed)) {
        if (!reply.text.empty()) reply.text << "\n";
        reply.text << "#" << std::to_string(made.id.value) << " " << in_words(context, **edition, made) << " (by " << actor_text(context, (*edition)->file, made.by) << ")";
    }
    if (reply.text.empty()) reply.text << "There is no override now or ahead.";
    return reply;
}

Reply handle(Context& context, const command::OverrideCancel& cancel) {
    const auto edition = oncall_edition(context);
    if (!edition) return refuse(edition.error());
    const oncall::OverrideId id(cancel.number.value);
    const auto found = context.tables().oncall.find_override(id);
    if (!found || found->until <= context.now())
        return refuse({Errc::not_found, "There is no override #" + std::to_string(id.value) + " now or ahead.", "`override list` shows them."});
    const auto calendar = find_calendar(**edition, found->schedule.value);
    if (!calendar) return refuse(calendar.error());
    if (const auto may = may_change(context, **edition, (*calendar)->schedule()); !may) return not_on(context, (*calendar)->schedule(), may.error());
    change_overrides(context, **calendar, [&] { context.tables().oncall.remove_override(id, context.now()); });
    // Whom it takes off duty at once hears of it as of any hand-off.
    const auto* person = (*edition)->file.find(found->person);
    if (found->from > context.now() && person != nullptr && person->slack != slack_user(context.caller().actor))
        tell_person(context, (*edition)->file, found->person, actor_text(context, (*edition)->file, context.caller().actor) << " took an override back: " << in_words(context, **edition, *found) << ".");
    return say(Markup("Taken back: ") << in_words(context, **edition, *found) << ".");
}

}  // namespace tocsin::handlers
