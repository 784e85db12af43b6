#include "handlers/phone.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/core/page_fold.hpp"
#include "bot/oncall/profile.hpp"
#include "handlers/escalate.hpp"
#include "handlers/notification_result.hpp"
#include "handlers/permission.hpp"
#include "handlers/run_command.hpp"
#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

/// As who somebody of the file acts.
Caller caller_of(const Settings& settings, const oncall::Person& person, std::string_view phone) {
    Caller caller;
    caller.actor = actor_of(settings, person);
    caller.source = Source("phone");
    // Whoever is in the on-call file may answer their page, whatever strangers may.
    caller.level = std::max(AccessLevel::member, level_of(settings, caller.actor, false));
    caller.zone = oncall::zone_for(&person, nullptr);
    caller.phone = phone;
    return caller;
}

/// As who the caller answers a message: as whom the page means by it, if that is their telephone, by today's file or by the one that the page is
/// pinned to. Nothing if it was for somebody else.
std::optional<Caller> answering(const Context& context, const PageState& page, const oncall::Target& target) {
    const Settings& settings = context.settings();
    if (target.kind != oncall::TargetKind::person) return std::nullopt;
    for (const auto& edition : {settings.oncall->current(), settings.oncall->find(page.version)}) {
        const auto* entry = edition ? edition->file.find(oncall::PersonId(target.id)) : nullptr;
        if (entry == nullptr || !oncall::is_phone_of(*entry, context.caller().phone)) continue;
        Caller caller = caller_of(settings, *entry, context.caller().phone);
        // What Slack's profile says was asked for at the edge.
        if (caller.actor == context.caller().actor) caller.zone = context.caller().zone;
        return caller;
    }
    return is_meant(settings, page, target, context.caller().actor) ? std::optional(context.caller()) : std::nullopt;
}

struct Waiting {
    IncidentNumber incident;
    std::string page;
    Status status = Status::triage;
    Time told_at;
    Caller who;
};

/// The newest page that has reached the caller and waits for an answer; of one incident, if it is named.
std::optional<Waiting> newest_waiting(Context& context, IncidentNumber only) {
    std::optional<Waiting> newest;
    for (const IncidentNumber number : context.tables().incidents.list({})) {
        if (!only.none() && number != only) continue;
        const Incident& state = *context.work().find(number);
        for (const auto& page : state.pages) {
            if (!page.is_waiting()) continue;
            for (const auto& notification : page.notifications) {
                const auto who = answering(context, page, notification.target);
                if (who && (!newest || newest->told_at <= notification.at)) newest = Waiting{number, page.page, state.status, notification.at, *who};
            }
        }
    }
    return newest;
}

Reply acknowledge(Context& context, const Waiting& page) {
    Context as_answering(context.work(), context.settings(), page.who);
    Reply reply = press(as_answering, {ButtonAction::acknowledge_page, page.incident, page.status, {}, page.page});
    if (reply.ok) reply.text = Markup("You have " + context.name(page.incident) + ". Nobody else is paged for it.");
    return reply;
}

/// When: whoever wakes late sees whether that was hours ago.
Reply acknowledged_already(const Context& context, const Incident& state, const PageState& page) {
    Reply reply = say(Markup(context.name(state.number) + " has been acknowledged already, by ").person(page.acknowledged_by.value), state.number);
    reply.text << ", at " << format_in_zone(page.acknowledged_at, context.caller().zone) << ".";
    return reply;
}

/// What was typed: nothing if it is no acknowledgement; an incident, or none for the newest.
std::optional<IncidentNumber> acknowledged_in(const Context& context, std::string_view text) {
    std::string typed = text::lower(text::one_line(text::sanitize(text)));
    while (!typed.empty() && (typed.back() == '.' || typed.back() == '!')) typed.pop_back();
    if (typed == "1") return IncidentNumber();
    for (std::string_view word : {"acknowledge", "acked", "ack"}) {
        if (!typed.starts_with(word)) continue;
        std::string_view rest = text::trim(std::string_view(typed).substr(word.size()));
        const std::string prefix = text::lower(context.settings().key) + "-";
        if (rest.starts_with(prefix)) rest.remove_prefix(prefix.size());
        if (rest.starts_with('#')) rest.remove_prefix(1);
        if (rest.empty()) return IncidentNumber();
        const auto number = text::parse_int(rest);
        return number && *number > 0 ? std::optional(IncidentNumber(*number)) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Caller> caller_by_phone(const Settings& settings, std::string_view phone) {
    const oncall::Person* found = nullptr;
    auto editions = settings.oncall->kept();
    // Today's file first. An older one counts as long as pages go by it: who was called may answer, whatever was edited meanwhile.
    editions.insert(editions.begin(), settings.oncall->current());
    for (const auto& edition : editions) {
        if (found != nullptr || edition == nullptr) continue;
        const auto& people = edition->file.people;
        const auto theirs = std::ranges::find_if(people, [&](const oncall::Person& person) { return is_phone_of(person, phone); });
        if (theirs != people.end()) found = &*theirs;
    }
    if (found == nullptr) return std::nullopt;
    return caller_of(settings, *found, phone);
}

Reply phone_reported(Context& context, const NotificationRef& which, NotificationState state, const std::string& detail) {
    const Incident* incident = context.work().find(which.incident);
    if (incident == nullptr) return {};
    std::string said = detail;
    for (const auto& page : incident->pages)
        for (const auto& notification : page.notifications)
            if (state == NotificationState::failed && page.page == which.page && notification.number == which.number)
                said += other_contacts(context.settings(), page, notification.target, notification.by);
    notification_came_to(context, which.incident, which.page, which.number, state, said);
    return {};
}

Reply phone_said(Context& context, std::string_view text) {
    const auto named = acknowledged_in(context, text);
    if (!named) return refuse({Errc::invalid_argument, "That was not understood, so nothing was done.", "Reply ACK to take the page that you got last, or ACK 42 to take " + context.name(IncidentNumber(42)) + "."});
    const auto waiting = newest_waiting(context, *named);
    if (waiting) return acknowledge(context, *waiting);
    if (named->none()) return refuse({Errc::not_found, "No page waits for you.", {}});
    const Incident* state = visible(context, *named);
    if (state == nullptr) return refuse({Errc::not_found, "There is no " + context.name(*named) + ".", {}});
    for (const auto& page : state->pages)
        if (page.phase == PagePhase::acknowledged) return acknowledged_already(context, *state, page);
    return refuse({Errc::conflict, "No page of " + context.name(*named) + " waits for you.", {}}, *named);
}

Reply phone_pressed(Context& context, const NotificationRef& which, std::string_view digits) {
    if (digits != "1") return refuse({Errc::invalid_argument, "That was not 1, so nothing was done.", {}}, which.incident);
    const Incident* state = context.work().find(which.incident);
    if (state == nullptr) return refuse({Errc::not_found, "This incident is not known any more.", {}});
    const PageState* page = find_page(*state, which.page);
    const Notification* call = page == nullptr ? nullptr : find_notification(*page, which.number);
    const auto who = call == nullptr ? std::nullopt : answering(context, *page, call->target);
    return acknowledge(context, {which.incident, which.page, state->status, {}, who.value_or(context.caller())});
}

}  // namespace tocsin::handlers
