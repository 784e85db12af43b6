#include "handlers/heartbeat.hpp"

#include <algorithm>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "handlers/effects.hpp"
#include "handlers/paging.hpp"

namespace tocsin::handlers {
namespace {

constexpr Duration kAliveEvery = std::chrono::seconds{15};
/// A longer silence of our own is time in which we could not have taken a beat.
constexpr Duration kOwnSilence = 2 * kAliveEvery;

store::Attribution by_heartbeat() { return {system_actor(), Source("heartbeat")}; }

const HeartbeatSettings* find_heartbeat(const Settings& settings, std::string_view name) {
    const auto found = std::ranges::find(settings.heartbeats, name, &HeartbeatSettings::name);
    return found == settings.heartbeats.end() ? nullptr : &*found;
}

/// What the timer's row keeps besides its time: how much downtime was given back since the newest beat.
Duration given_back(const std::optional<TimerRow>& timer) {
    return timer ? Duration{text::parse_int(timer->detail).value_or(0)} : Duration{};
}

void arm(store::UnitOfWork& work, const HeartbeatSettings& heartbeat, Time seen_at, Duration given) {
    work.set_timer(TimerKind::heartbeat, {}, heartbeat.name, seen_at + kMissingAfter * heartbeat.every + given, std::to_string(given.count()));
}

/// Gives every heartbeat that is waited for the time since `from` in which we were not there.
void give_back(store::UnitOfWork& work, const Settings& settings, Time from) {
    for (const auto& heartbeat : settings.heartbeats) {
        const auto known = work.tables().watch.heartbeat(heartbeat.name);
        if (!known || known->missing_since) continue;
        const Duration given = given_back(work.tables().timers.find(TimerKind::heartbeat, {}, heartbeat.name));
        arm(work, heartbeat, known->seen_at, given + (work.now() - std::max(from, known->seen_at)));
    }
}

/// Notes that we are there, after making up for the time in which we were not. `started`: we certainly were not.
void account_for_silence(store::UnitOfWork& work, const Settings& settings, bool started) {
    auto& watch = work.tables().watch;
    const auto alive = watch.find(kAliveWatch);
    if (alive && (started || work.now() - alive->seen_at > kOwnSilence)) give_back(work, settings, alive->seen_at);
    watch.set(kAliveWatch, "ok", {}, work.now());
}

void forget_unconfigured(store::UnitOfWork& work, const Settings& settings) {
    for (const auto& known : work.tables().watch.heartbeats()) {
        if (find_heartbeat(settings, known.name) != nullptr) continue;
        work.cancel_timer(TimerKind::heartbeat, {}, known.name);
        work.tables().watch.forget_heartbeat(known.name);
    }
}

void start_ping(store::UnitOfWork& work, const Settings& settings) {
    if (settings.ping_every) return work.set_timer(TimerKind::heartbeat_ping, {}, "all", work.now());
    work.cancel_timer(TimerKind::heartbeat_ping, {}, "all");
    work.tables().outbox.withdraw({}, "ping_heartbeat");
    work.tables().watch.forget(kPingWatch);
}

/// The incident that the heartbeat opened, while it is still worked on.
const Incident* open_incident(Context& context, const store::Heartbeat& heartbeat) {
    const Incident* state = context.work().find(heartbeat.incident);
    if (state != nullptr && !state->merged_into.none()) state = context.work().find(state->merged_into);
    return state != nullptr && is_open(state->status) ? state : nullptr;
}

IncidentNumber declare_missing(Context& context, const HeartbeatSettings& setting, const store::Heartbeat& heartbeat) {
    event::Declared declared;
    declared.title = "The heartbeat " + setting.name + " is missing since " + format_utc_minute(heartbeat.seen_at);
    declared.severity = setting.severity;
    const IncidentNumber number = context.work().declare(declared, by_heartbeat(), {});
    const Event first = context.work().recorded().back();
    follow_up(context, first);
    context.record_as(number, {event::KeyTimeSet{KeyTime::detected, context.now(), {}}}, by_heartbeat());
    return number;
}

std::string silence(const HeartbeatSettings& setting, const store::Heartbeat& heartbeat, Time now) {
    return "no beat for " + format_duration(now - heartbeat.seen_at) + ", it should come every " + format_duration(setting.every);
}

/// Nobody could be paged: said where everybody looks, since nobody may know of the incident yet.
void raise_alarm(Context& context, IncidentNumber incident, const HeartbeatSettings& setting, const Error& why) {
    context.record_as(incident, {event::DeliveryFailed{"the page to " + setting.page, why.message}}, by_heartbeat());
    if (context.settings().announce_channel.empty()) return;
    Markup alarm("🚨 ");
    alarm.bold(context.name(incident)) << ": the heartbeat " << setting.name << " is missing, and nobody was paged: " << why.message;
    context.work().enqueue(incident, delivery::PostTo{context.settings().announce_channel, std::move(alarm)});
}

}  // namespace

void start_heartbeats(store::UnitOfWork& work, const Settings& settings) {
    forget_unconfigured(work, settings);
    start_ping(work, settings);
    if (settings.heartbeats.empty()) {
        work.cancel_timer(TimerKind::alive, {}, "all");
        return work.tables().watch.forget(kAliveWatch);
    }
    account_for_silence(work, settings, true);
    work.set_timer(TimerKind::alive, {}, "all", work.now() + kAliveEvery);
    for (const auto& heartbeat : settings.heartbeats) {
        if (work.tables().watch.heartbeat(heartbeat.name)) continue;
        work.tables().watch.put({heartbeat.name, work.now(), {}, {}});
        arm(work, heartbeat, work.now(), {});
    }
}

Reply heartbeat_seen(Context& context, const std::string& name) {
    const HeartbeatSettings* setting = find_heartbeat(context.settings(), name);
    if (setting == nullptr) return refuse({Errc::not_found, "There is no heartbeat `" + name + "`.", {}});
    auto& watch = context.tables().watch;
    auto known = watch.heartbeat(name).value_or(store::Heartbeat{name, context.now(), {}, {}});
    const Time before = known.seen_at;
    const bool was_missing = known.missing_since.has_value();
    known.seen_at = std::max(known.seen_at, context.now());
    known.missing_since.reset();
    watch.put(known);
    arm(context.work(), *setting, known.seen_at, {});
    if (!was_missing) return say(Markup("seen"));
    const Incident* state = open_incident(context, known);
    if (state == nullptr) return say(Markup("seen, back again"));
    const IncidentNumber incident = state->number;
    const std::string back = "The heartbeat " + name + " is back, after " + format_duration(known.seen_at - before);
    context.record_as(incident, {event::NoteAdded{back + "."}, event::ResolveProposed{{}, back}}, by_heartbeat());
    return say(Markup("seen, back again"), incident);
}

void heartbeat_overdue(Context& context, const TimerRow& timer) {
    const HeartbeatSettings* setting = find_heartbeat(context.settings(), timer.key);
    auto known = context.tables().watch.heartbeat(timer.key);
    if (setting == nullptr || !known || known->missing_since) return;
    // The store may have stood still (a full disk) while beats came in vain: as if it were not due yet, then look again.
    arm(context.work(), *setting, known->seen_at, given_back(timer));
    account_for_silence(context.work(), context.settings(), false);
    const auto armed = context.tables().timers.find(TimerKind::heartbeat, {}, timer.key);
    if (armed && armed->due > context.now()) return;
    context.work().cancel_timer(TimerKind::heartbeat, {}, timer.key);

    const Incident* still_open = open_incident(context, *known);
    known->missing_since = context.now();
    if (still_open != nullptr) {
        context.record_as(still_open->number, {event::NoteAdded{"The heartbeat " + setting->name + " is missing again: " + silence(*setting, *known, context.now()) + "."}}, by_heartbeat());
    } else {
        known->incident = declare_missing(context, *setting, *known);
    }
    context.tables().watch.put(*known);
    const IncidentNumber incident = still_open != nullptr ? still_open->number : known->incident;
    const auto paged = page_target(context, incident, setting->page, silence(*setting, *known, context.now()));
    if (!paged) raise_alarm(context, incident, *setting, paged.error());
}

void note_alive(Context& context) {
    account_for_silence(context.work(), context.settings(), false);
    context.work().set_timer(TimerKind::alive, {}, "all", context.now() + kAliveEvery);
}

void ping_due(Context& context) {
    const auto every = context.settings().ping_every;
    if (!every) return;
    context.work().enqueue({}, delivery::PingHeartbeat{});
    context.work().set_timer(TimerKind::heartbeat_ping, {}, "all", context.now() + *every);
}

void ping_came_to(Context& context, bool arrived, const std::string& why) {
    context.tables().watch.set(kPingWatch, arrived ? "ok" : "failing", why, context.now());
}

}  // namespace tocsin::handlers
