#include "handlers/hand_off.hpp"

#include <algorithm>

#include "bot/base/log.hpp"
#include "bot/base/time_format.hpp"
#include "bot/oncall/recall.hpp"
#include "handlers/duty.hpp"
#include "handlers/escalate.hpp"
#include "handlers/home.hpp"
#include "handlers/oncall_words.hpp"
#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

using oncall::Calendar;
using oncall::Edition;
using oncall::PersonId;
using People = std::vector<PersonId>;

constexpr Duration kAMoment{1};
/// A schedule that never changes is looked at again after this, so that its facts do not lag far behind.
constexpr std::chrono::days kLookAgain{7};

People people_at(Context& context, const Calendar& calendar, Time at) {
    return oncall::people_of(calendar.who(at, overrides_around(context.tables(), calendar.schedule().id, at, at)));
}

/// The first record begins with the shifts that run then, not in the middle of them.
Time first_record(Context& context, const Calendar& calendar) {
    Time from = context.now();
    for (const auto& shift : calendar.who(context.now(), overrides_around(context.tables(), calendar.schedule().id, from, from)))
        from = std::min(from, shift.from);
    return from;
}

void write_past(Context& context, const Calendar& calendar, const std::string& version) {
    const auto& id = calendar.schedule().id;
    auto& facts = context.tables().oncall;
    const Time now = context.now();
    const Time from = facts.written_until(id).value_or(first_record(context, calendar));
    if (from > now) return;
    const auto shifts = from == now ? std::vector<oncall::Shift>() : calendar.shifts(from, now, overrides_around(context.tables(), id, from, now));
    facts.write_shifts(id, shifts, now, version);
}

/// Until the change that no timer has told of yet: if the program was down over several, that is where people last heard of one.
People last_known(Context& context, const Calendar& calendar, std::optional<Time> due) {
    const Time now = context.now();
    return people_at(context, calendar, (due && *due <= now ? *due : now) - kAMoment);
}

std::string version_in_use(const Context& context) {
    const auto edition = context.settings().oncall->current();
    return edition ? edition->file.version : std::string();
}

bool asks(const oncall::Policy* policy, const oncall::Target& schedule) {
    const auto names_it = [&](const oncall::Step& step) { return std::ranges::find(step.notify, schedule) != step.notify.end(); };
    return policy != nullptr && std::ranges::any_of(policy->steps, names_it);
}

/// Whether the incident is work of the schedule: its service's policy asks it, or one of its pages that are not over does.
bool is_work_of(const oncall::Oncall& file, const oncall::Target& schedule, const Incident& state) {
    const auto* service = file.find_service(state.service.value);
    if (service != nullptr && asks(file.find(service->policy), schedule)) return true;
    return std::ranges::any_of(state.pages, [&](const PageState& page) {
        constexpr std::string_view policy = "policy:";
        if (!page.is_own() || page.is_over()) return false;
        if (!page.plan.starts_with(policy)) return page.plan == to_text(schedule);
        return asks(file.find(oncall::PolicyId(page.plan.substr(policy.size()))), schedule);
    });
}

void add_incident(Markup& text, const Context& context, const Incident& state) {
    text << "\n• ";
    text.bold(context.name(state.number)) << " " << std::string(name_of(state.severity)) << " " << std::string(name_of(state.status)) << ": " << state.title;
    if (!state.channel.empty()) (text << " ").channel(state.channel.value);
    for (const auto& task : state.tasks) {
        if (task.done) continue;
        text << "\n    ☐ " << (task.followup ? "follow-up " : "") << "#" << std::to_string(task.number.value) << " " << task.text;
        if (!task.owner.empty()) (text << " — ").person(task.owner.value);
    }
}

/// Nobody in Slack: an incident that is for its own people alone stays out.
Caller reader_of(Context& context, const oncall::Oncall& file, const PersonId& id) {
    const auto* person = file.find(id);
    return seen_as(context.tables(), context.settings(), person == nullptr ? oncall::person_actor(id) : actor_of(context.settings(), *person));
}

/// What is open, as one side of a hand-off may read it.
Markup open_work(Context& context, const oncall::Oncall& file, const oncall::ScheduleId& schedule, const Caller& caller) {
    Markup text;
    const oncall::Target target{oncall::TargetKind::schedule, schedule.value};
    for (const IncidentNumber number : context.tables().incidents.list({})) {
        const Incident& state = *context.work().find(number);
        if (is_work_of(file, target, state) && may_see(context.tables(), context.settings(), caller, state)) add_incident(text, context, state);
    }
    if (text.empty()) return "\nNo incident of its services or pages is open.";
    return Markup("\nOpen:") << text;
}

People without(const People& all, const People& those) {
    People out;
    std::ranges::copy_if(all, std::back_inserter(out), [&](const PersonId& p) { return std::ranges::find(those, p) == those.end(); });
    return out;
}

/// What a hand-off goes by: today's file, and the one before it where that is what ends the shift.
struct Files {
    const Edition& now;
    const oncall::Oncall* before = nullptr;

    bool lost(const PersonId& id) const { return now.file.find(id) == nullptr; }
    /// The one that knows the person.
    const oncall::Oncall& of(const PersonId& id) const { return before != nullptr && lost(id) ? *before : now.file; }
};

/// By their id of today: an entry in which nothing but the id was changed is the same person.
PersonId renamed(const PersonId& id, const Files& files) {
    const auto* then = files.of(id).find(id);
    const auto* now = then == nullptr || then->slack.empty() ? nullptr : files.now.file.find(then->slack);
    return files.lost(id) && now != nullptr ? now->id : id;
}

People renamed(const People& people, const Files& files) {
    People out = people;
    for (auto& id : out) id = renamed(id, files);
    return out;
}

/// Whoever is not in the file any more can be reached by no page. One that holds at this moment is told of as a hand-off.
void take_back(Context& context, const Files& files, const oncall::Override& made) {
    context.tables().oncall.remove_override(made.id, context.now());
    if (made.from <= context.now()) return;
    const auto text = [&](const std::string& zone) {
        Markup out("Override #" + std::to_string(made.id.value) + " on ");
        out.bold(made.schedule.value) << ", " << both_zones(made.from, zone) << " to " << both_zones(made.until, zone) << ", is taken back, since ";
        return out << person_text(context, files.of(made.person), made.person) << " was taken out of the on-call file.";
    };
    tell_person(context, files.of(made.person), made.person, text(zone_of(context, files.of(made.person), made.person)));
    const auto* maker = is_slack_person(made.by) ? files.now.file.find(slack_user(made.by)) : nullptr;
    if (maker != nullptr) tell_person(context, files.now.file, maker->id, text(zone_of(context, files.now.file, maker->id)));
}

/// The overrides now and ahead, after the file has changed: they name people by its ids, and only people whom it knows.
void keep_overrides(Context& context, const Files& files, const oncall::ScheduleId& schedule) {
    for (const auto& made : context.tables().oncall.overrides(schedule, context.now(), Time::max())) {
        const PersonId person = renamed(made.person, files);
        const PersonId replaces = made.replaces.empty() ? made.replaces : renamed(made.replaces, files);
        if (files.lost(person)) take_back(context, files, made);
        else if (person != made.person || replaces != made.replaces) context.tables().oncall.rename_override(made.id, person, replaces);
    }
}

Markup leaving_text(Context& context, const Files& files, const People& leaving) {
    Markup text;
    for (std::size_t i = 0; i < leaving.size(); ++i) {
        text << (i == 0 ? "" : i + 1 == leaving.size() ? " and " : ", ") << person_text(context, files.of(leaving[i]), leaving[i]);
        if (files.lost(leaving[i])) text << " (taken out of the on-call file)";
    }
    return text;
}

void announce(Context& context, const Files& files, const Calendar& calendar, const People& before, const People& after) {
    const Edition& edition = files.now;
    const auto& schedule = calendar.schedule().id;
    const auto arriving = without(after, before);
    const auto leaving = without(before, after);
    if (arriving.empty() && leaving.empty()) return;
    const auto until = calendar.next_change(context.now(), overrides_around(context.tables(), schedule, context.now(), context.now()));
    for (const auto& id : arriving) {
        Markup text("You are on call for ");
        text.bold(schedule.value) << " now";
        if (until) text << ", until " << both_zones(until->at, zone_of(context, edition.file, id));
        text << ".";
        if (!leaving.empty()) text << " You take over from " << leaving_text(context, files, leaving) << ".";
        tell_person(context, edition.file, id, std::move(text << open_work(context, edition.file, schedule, reader_of(context, edition.file, id))));
    }
    for (const auto& id : leaving) {
        Markup text(files.lost(id) ? "You were taken out of the on-call file, so you are no longer on call for " : "You are no longer on call for ");
        text.bold(schedule.value) << ". ";
        if (!after.empty()) text << people_text(context, edition.file, after) << (after.size() == 1 ? " is." : " are.");
        else text << "Nobody is" << (calendar.schedule().slack_group.empty() ? "." : ", so the user group still names you.");
        tell_person(context, files.of(id), id, std::move(text << open_work(context, edition.file, schedule, reader_of(context, files.of(id), id))));
    }
}

/// Whoever was on call for a schedule that the new file does not have any more: nobody else would tell them.
void announce_end(Context& context, const Edition& then, const Calendar& gone) {
    for (const auto& id : people_at(context, gone, context.now())) {
        Markup text("The schedule ");
        text.bold(gone.schedule().id.value) << " was taken out of the on-call file, so you are no longer on call for it; nobody is.";
        tell_person(context, then.file, id, std::move(text));
    }
}

void set_group(Context& context, const Edition& edition, const Calendar& calendar, const People& people) {
    const auto& group = calendar.schedule().slack_group;
    if (group.empty()) return;
    std::vector<UserId> users;
    for (const auto& id : people)
        if (const auto* person = edition.file.find(id); person != nullptr && !person->slack.empty()) users.push_back(person->slack);
    if (users.empty()) return log::warning("user_group_left", {{"group", group}, {"why", "nobody with a Slack id is on call, and a group cannot be empty"}});
    context.work().enqueue({}, delivery::SetUserGroup{group, users});
}

void set_next(Context& context, const Calendar& calendar) {
    const Time now = context.now();
    const auto& id = calendar.schedule().id;
    const auto next = calendar.next_change(now, overrides_around(context.tables(), id, now, now));
    const Time again = now + kLookAgain;
    context.work().set_timer(TimerKind::hand_off, {}, id.value, next ? std::min(next->at, again) : again);
}

void go_on(Context& context, const Files& files, const Calendar& calendar, const People& known_before, bool regroup) {
    const Edition& edition = files.now;
    const auto before = renamed(known_before, files);
    const auto after = people_at(context, calendar, context.now());
    announce(context, files, calendar, before, after);
    if (after != before) homes_changed(context);
    if (regroup || after != before) set_group(context, edition, calendar, after);
    set_next(context, calendar);
}

/// One schedule passes from the edition that was in use, if there was one, to the new one; `then` is null if that did not have it.
void pass_on(Context& context, const Edition* used, const Calendar* then, const Edition& edition, const Calendar& calendar) {
    const auto& id = calendar.schedule().id;
    const bool known = context.tables().oncall.written_until(id).has_value();
    const auto timer = context.tables().timers.find(TimerKind::hand_off, {}, id.value);
    const auto due = timer ? std::optional(timer->due) : std::nullopt;
    if (then != nullptr && known) {
        const auto before = last_known(context, *then, due);
        write_past(context, *then, used->file.version);
        keep_overrides(context, {edition, &used->file}, id);
        return go_on(context, {edition, &used->file}, calendar, before, then->schedule().slack_group != calendar.schedule().slack_group);
    }
    // Out of all files for a while: nobody was on call for it then, and that is what the record says.
    if (known) context.tables().oncall.write_shifts(id, {}, context.now(), edition.file.version);
    else write_past(context, calendar, edition.file.version);
    go_on(context, {edition}, calendar, people_at(context, calendar, context.now()), true);
}

std::shared_ptr<const Edition> edition_in_use(Context& context) {
    const auto body = context.tables().oncall.newest_file();
    if (!body) return nullptr;
    const auto current = context.settings().oncall->current();
    return current && current->body == *body ? current : oncall::recall(*body);
}

}  // namespace

Reply take_edition(Context& context, const std::shared_ptr<const Edition>& edition) {
    const auto then = edition_in_use(context);
    for (const auto& calendar : edition->calendars.all())
        pass_on(context, then.get(), then ? then->calendars.find(calendar.schedule().id) : nullptr, *edition, calendar);
    if (then) {
        for (const auto& gone : then->calendars.all()) {
            if (edition->calendars.find(gone.schedule().id) != nullptr) continue;
            announce_end(context, *then, gone);
            write_past(context, gone, then->file.version);
            context.work().cancel_timer(TimerKind::hand_off, {}, gone.schedule().id.value);
        }
    }
    context.tables().oncall.save_file(edition->file.version, edition->body, context.now());
    return {};
}

void recall_pinned(const store::Snapshot& view, oncall::Book& book) {
    for (const IncidentNumber number : view.tables().incidents.list({})) {
        const auto state = view.find(number);
        for (const auto& page : state ? state->pages : std::vector<PageState>()) {
            if (!page.is_own() || page.phase == PagePhase::ended || book.find(page.version)) continue;
            const auto body = view.tables().oncall.file(page.version);
            if (auto edition = body ? oncall::recall(*body) : nullptr) book.keep(std::move(edition));
        }
    }
}

void handed_off(Context& context, const TimerRow& timer) {
    const auto edition = context.settings().oncall->current();
    const auto* calendar = edition ? edition->calendars.find(oncall::ScheduleId(timer.key)) : nullptr;
    if (calendar == nullptr) return;
    const auto before = last_known(context, *calendar, timer.due);
    write_past(context, *calendar, edition->file.version);
    go_on(context, {*edition}, *calendar, before, false);
}

People close_past(Context& context, const Calendar& calendar) {
    write_past(context, calendar, version_in_use(context));
    return people_at(context, calendar, context.now());
}

void open_future(Context& context, const Calendar& calendar, const People& before) {
    const auto edition = context.settings().oncall->current();
    if (edition) go_on(context, {*edition}, calendar, before, false);
}

}  // namespace tocsin::handlers
