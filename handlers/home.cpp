#include "handlers/home.hpp"

#include <algorithm>
#include <tuple>

#include "bot/core/event_kinds.hpp"
#include "handlers/duty.hpp"
#include "handlers/escalate.hpp"
#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

constexpr const char* kHomeWatch = "app_home";
constexpr std::chrono::days kLately{14};
/// An incident that is open for longer than this and ended lately is found by `list all`.
constexpr std::chrono::days kLooksBack{60};

HomeIncident shown(const Incident& state) {
    return {state.number, state.title, state.severity, state.status, state.service, state.role(Role::lead), state.channel, state.drill, state.private_};
}

/// Those that the reader may see, of what the filter finds.
std::vector<Incident> seen(const store::Snapshot& view, const Settings& settings, const Caller& reader, const store::IncidentFilter& filter) {
    std::vector<Incident> out;
    for (const IncidentNumber number : view.tables().incidents.list(filter)) {
        auto state = view.find(number);
        if (state && may_see(view.tables(), settings, reader, *state)) out.push_back(std::move(*state));
    }
    return out;
}

void add_items(HomeView& out, const Incident& state, const ActorId& owner, Time now) {
    // What was no incident, or goes on as another one, leaves nothing to do.
    if (state.status == Status::canceled) return;
    for (const Task& task : state.tasks) {
        if (task.done || task.owner != owner) continue;
        out.items.push_back({state.number, task.number, task.text, task.due, state.channel, task.due && *task.due < now, task.followup});
    }
}

/// Those of the reader that ended lately.
std::vector<HomeOver> over_for(const store::Snapshot& view, const Settings& settings, const Caller& reader, Time now) {
    store::IncidentFilter all;
    all.scope = store::IncidentFilter::Scope::all;
    all.declared_from = now - kLooksBack;
    std::vector<HomeOver> out;
    for (const Incident& state : seen(view, settings, reader, all)) {
        const auto resolved = state.time(KeyTime::resolved);
        const bool ended = (state.status == Status::resolved || state.status == Status::closed) && resolved && *resolved > now - kLately;
        if (!ended || (!state.is_responder(reader.actor) && state.postmortem_owner != reader.actor)) continue;
        out.push_back({state.number, state.title, state.status, resolved, state.postmortem_owner, state.postmortem_due, state.postmortem_review, state.channel, state.private_});
    }
    return out;
}

/// Named as in Slack where somebody is there, else as in the file.
ActorId actor_of(const Settings& settings, const oncall::Oncall& file, const oncall::PersonId& id) {
    const auto* person = file.find(id);
    return person == nullptr ? oncall::person_actor(id) : actor_of(settings, *person);
}

std::vector<HomeDuty> duties(const store::Snapshot& view, const Settings& settings, const oncall::Edition& edition, Time now) {
    std::vector<HomeDuty> out;
    for (const auto& calendar : edition.calendars.all()) {
        HomeDuty duty{calendar.schedule().id.value, {}, {}};
        for (const auto& shift : on_call_at(view.tables(), calendar, now)) {
            duty.people.push_back(actor_of(settings, edition.file, shift.person));
            duty.until = duty.until ? std::min(*duty.until, shift.until) : shift.until;
        }
        out.push_back(std::move(duty));
    }
    return out;
}

}  // namespace

HomeView home_of(const store::Snapshot& view, const Settings& settings, const UserId& user, Time now) {
    HomeView out;
    out.command = settings.command;
    const Caller reader = seen_as(view.tables(), settings, slack_actor(settings.team, user));
    out.guest = reader.level == AccessLevel::guest;
    if (out.guest) return out;
    for (const Incident& state : seen(view, settings, reader, {})) (state.is_responder(reader.actor) ? out.mine : out.others).push_back(shown(state));
    store::IncidentFilter with_items;
    with_items.scope = store::IncidentFilter::Scope::with_items;
    for (const Incident& state : seen(view, settings, reader, with_items)) add_items(out, state, reader.actor, now);
    std::ranges::sort(out.items, {}, [](const HomeItem& item) { return std::tuple(!item.overdue, item.due.value_or(Time::max()), item.incident, item.number); });
    out.over = over_for(view, settings, reader, now);
    if (const auto edition = settings.oncall->current()) out.on_call = duties(view, settings, *edition, now);
    return out;
}

void home_opened(Context& context, const UserId& user, const std::string& shown) {
    auto& homes = context.tables().homes;
    homes.opened(user, context.now());
    // What Slack shows is not what we published last: somebody installed the app anew, or another program published.
    if (const auto known = homes.find(user); known && known->hash != shown) homes.published(user, {{}, shown});
    context.work().enqueue({}, delivery::PublishHome{user});
}

void home_after(Context& context, const EventBody& event) {
    const bool changes = is_one_of<event::Declared, event::TitleChanged, event::SeverityChanged, event::StatusChanged, event::ServiceChanged, event::RoleAssigned,
                                   event::ResponderJoined, event::ResponderLeft, event::Acknowledged, event::TaskAdded, event::TaskDone, event::ChannelCreated,
                                   event::AccessGiven, event::AccessEnded, event::NotificationRequested, event::PostmortemChanged>(event);
    if (changes) homes_changed(context);
    // What somebody may no longer see goes at once, whether they look or not.
    const auto* left = std::get_if<event::ResponderLeft>(&event);
    const auto* ended = std::get_if<event::AccessEnded>(&event);
    const ActorId person = left != nullptr ? left->person : ended != nullptr ? ended->person : ActorId();
    if (is_slack_person(person)) context.work().enqueue({}, delivery::PublishHome{slack_user(person)});
}

void homes_changed(Context& context) {
    for (const UserId& user : context.tables().homes.opened_since(context.now() - kHomeWatched))
        context.work().enqueue({}, delivery::PublishHome{user}, context.now() + kHomePause);
}

void home_published(Context& context, const UserId& user, const Delivered& done) {
    context.tables().homes.published(user, {done.view_digest, done.view_hash});
    if (context.tables().watch.find(kHomeWatch)) context.tables().watch.forget(kHomeWatch);
}

void home_refused(Context& context, const std::string& code, const std::string& why) {
    context.tables().watch.set(kHomeWatch, code == "not_enabled" ? "switched off" : "refused", why, context.now());
}

}  // namespace tocsin::handlers
