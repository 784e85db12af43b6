#include "handlers/reminder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/zone_table.hpp"
#include "handlers/escalate.hpp"
#include "handlers/sight.hpp"

namespace tocsin::handlers {
namespace {

using std::chrono::days;

constexpr days kEvery{7};
/// When somebody is reminded of what is due on a day, at no time of it.
constexpr std::chrono::hours kMorning{9};
/// How a day without a time is written (handlers/when).
constexpr std::chrono::minutes kEndOfDay{24 * 60 - 1};
constexpr std::size_t kMaxTitle = 200;
/// By then Slack has been asked about an owner of whom nothing was known, for the message that gave it to them.
constexpr std::chrono::minutes kLookAgain{1};

const ZoneTable& zone_of(Context& context, const ActorId& person) {
    const auto known = context.tables().people.find(person);
    return zone_table_or_utc(known ? known->zone : std::string());
}

/// The morning of the day, if it is due on one: as whoever set it meant the day.
std::optional<Wall> morning_of(const ZoneTable& zone, Time due) {
    const Wall wall = zone.wall(due);
    const auto day = std::chrono::floor<days>(wall);
    return wall - day == kEndOfDay ? std::optional<Wall>(day + kMorning) : std::nullopt;
}

/// What the timer carries as long as nobody was reminded: who gave it, and when.
struct Given {
    ActorId by;
    Time at;
};

std::string encode(const Given& given) { return std::to_string(unix_micros(given.at)) + " " + given.by.value; }

std::optional<Given> decode(const std::string& detail) {
    const auto space = std::min(detail.find(' '), detail.size());
    const auto micros = text::parse_int(std::string_view(detail).substr(0, space));
    if (!micros || space == detail.size()) return std::nullopt;
    return Given{ActorId(detail.substr(space + 1)), time_from_unix_micros(*micros)};
}

Time first_reminder(Context& context, const ActorId& owner, const Given& given, Time due) {
    const ZoneTable& zone = zone_of(context, owner);
    auto morning = morning_of(zone_of(context, given.by), due);
    if (!morning) morning = morning_of(zone, due);
    const Time at = morning && zone.first(*morning) > given.at ? zone.first(*morning) : due;
    return after_quiet(context.settings().quiet, zone, at);
}

/// A week after `last` by the owner's clock, and again until it is ahead.
Time next_reminder(const Context& context, const ZoneTable& zone, Time last) {
    Wall wall = zone.wall(last);
    do wall += kEvery;
    while (zone.first(wall) <= context.now());
    return after_quiet(context.settings().quiet, zone, zone.first(wall));
}

const Task* find_open(const Incident* state, const std::string& key) {
    const auto number = text::parse_int(key);
    if (state == nullptr || !number) return nullptr;
    const auto task = std::ranges::find(state->tasks, ItemNumber(*number), &Task::number);
    return task == state->tasks.end() || task->done || !task->due ? nullptr : &*task;
}

std::string overdue_for(Time due, Time now) {
    const auto weeks = (now - due) / kEvery;
    if (weeks < 1) return {};
    return weeks == 1 ? ", a week ago" : fmt::format(", {} weeks ago", weeks);
}

void remind(Context& context, const Incident& state, const Task& task) {
    Markup text = Markup("⏰ Follow-up #" + std::to_string(task.number.value) + " of ");
    text.bold(context.name(state.number)) << " · " << text::truncate(text::one_line(state.title), kMaxTitle);
    if (!state.channel.empty()) (text << " · ").channel(state.channel.value);
    (text << (*task.due < context.now() ? " was due " : " is due ")).time(*task.due);
    text << overdue_for(*task.due, context.now()) << "\n☐ " << task.text;
    Offer done{{ButtonAction::finish_item, state.number, state.status, {}, std::to_string(task.number.value)}, "Done", false};
    context.work().enqueue(state.number, delivery::DirectNamed{slack_user(task.owner), reminder_of(state.number, task.number), std::move(text), {std::move(done)}});
}

/// Of what was no incident nothing is left to do, and of what somebody may not see they are not told.
bool is_told(Context& context, const Incident& state, const ActorId& owner) {
    if (state.status == Status::canceled) return false;
    return may_see(context.tables(), context.settings(), seen_as(context.tables(), context.settings(), owner), state);
}

}  // namespace

std::string reminder_of(IncidentNumber incident, ItemNumber number) { return fmt::format("reminder:{}:{}", incident.value, number.value); }

void item_added(Context& context, const Event& event, const event::TaskAdded& added) {
    if (!added.due || !is_slack_person(added.owner)) return;
    const std::string key = std::to_string(added.number.value);
    // Overdue is what was due before now.
    context.work().set_timer(TimerKind::item_due, event.incident, key, *added.due + Duration{1});
    if (!added.followup) return;
    const Given given{event.actor, context.now()};
    Time first = first_reminder(context, added.owner, given, *added.due);
    if (!context.tables().people.find(added.owner)) first = std::min(first, context.now() + kLookAgain);
    context.work().set_timer(TimerKind::followup_reminder, event.incident, key, first, encode(given));
}

void item_over(Context& context, IncidentNumber incident, ItemNumber number) {
    for (const TimerKind kind : {TimerKind::item_due, TimerKind::followup_reminder}) context.work().cancel_timer(kind, incident, std::to_string(number.value));
}

void item_due(Context& context, const TimerRow& timer) {
    const Task* task = find_open(context.work().find(timer.incident), timer.key);
    if (task == nullptr) return;
    const UserId owner = slack_user(task->owner);
    if (context.tables().homes.find(owner)) context.work().enqueue({}, delivery::PublishHome{owner});
}

void followup_reminder_due(Context& context, const TimerRow& timer) {
    const Incident* state = context.work().find(timer.incident);
    const Task* task = find_open(state, timer.key);
    if (task == nullptr) return;
    const ZoneTable& zone = zone_of(context, task->owner);
    const auto again = [&](Time at, const std::string& detail) { context.work().set_timer(TimerKind::followup_reminder, timer.incident, timer.key, at, detail); };
    // Their zone became known, or the hours were configured anew.
    const auto given = decode(timer.detail);
    const Time wanted = given ? first_reminder(context, task->owner, *given, *task->due) : timer.due;
    if (wanted > context.now()) return again(wanted, timer.detail);
    // Held up by downtime.
    const Time heard = after_quiet(context.settings().quiet, zone, context.now());
    if (heard > context.now()) return again(heard, timer.detail);
    if (is_told(context, *state, task->owner)) remind(context, *state, *task);
    again(next_reminder(context, zone, timer.due), {});
}

}  // namespace tocsin::handlers
