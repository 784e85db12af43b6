#include "bot/oncall/lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bot/base/time_format.hpp"
#include "bot/base/wall_clock.hpp"

namespace tocsin::oncall {
namespace {

std::set<std::string> scheduled_targets(const Oncall& file) {
    std::set<std::string> out;
    const auto add = [&](const std::vector<Target>& targets) {
        for (const auto& target : targets)
            if (target.kind == TargetKind::schedule) out.insert(target.id);
    };
    for (const auto& policy : file.policies) {
        for (const auto& step : policy.steps) add(step.notify);
        add(policy.fallback);
    }
    return out;
}

/// As FileReading::lines names them.
std::string about(const Calendar& calendar) { return "schedule " + calendar.schedule().id.value; }
std::string about(const Calendar& calendar, const Layer& layer) { return "layer of " + calendar.schedule().id.value + " " + layer.id.value; }

/// The layer that would have filled the hole, had it begun.
std::string cause_of_hole(const Calendar& calendar, Time hole) {
    for (const auto& layer : calendar.schedule().layers) {
        const Time start = zone_table_or_utc(layer.zone).first(layer.start);
        if (start > hole) return fmt::format("; layer {} begins only on {}", layer.id.value, format_wall(layer.start).substr(0, 16));
    }
    return {};
}

void warn_of_holes(const Calendar& calendar, Time now, std::vector<Warning>& out) {
    std::size_t holes = 0;
    Duration total{0};
    Time first{};
    for (const auto& tile : calendar.tiles(now, now + kLookAhead)) {
        if (!tile.on_call.empty()) continue;
        if (holes++ == 0) first = tile.from;
        total += tile.until - tile.from;
    }
    if (holes == 0) return;
    const auto& zone = calendar.zone();
    out.push_back({about(calendar), fmt::format("schedule {} has nobody on call for {} of the next {} days, in {} hole{}; the first begins {} {}{}",
                                                calendar.schedule().id.value, format_duration(total), kLookAhead.count(), holes, holes == 1 ? "" : "s",
                                                format_day_and_time(zone.wall(first)), zone.abbreviation(first), cause_of_hole(calendar, first))});
}

void warn_of_ended_layers(const Calendar& calendar, Time now, std::vector<Warning>& out) {
    for (const auto& layer : calendar.schedule().layers)
        if (layer.until && zone_table_or_utc(layer.zone).first(*layer.until) <= now)
            out.push_back({about(calendar, layer),
                           fmt::format("layer {} of schedule {} ended on {}", layer.id.value, calendar.schedule().id.value, format_wall(*layer.until).substr(0, 10))});
}

/// Exceptions that stand above the rule that they are to break: the rule hides them, and nobody notices until the night.
void warn_of_hidden_layers(const Calendar& calendar, Time now, std::vector<Warning>& out) {
    std::set<std::string> seen;
    for (const auto& tile : calendar.tiles(now, now + kLookAhead))
        for (const auto& on_call : tile.on_call) seen.insert(on_call.layer.value);
    for (const auto& layer : calendar.schedule().layers) {
        const auto& zone = zone_table_or_utc(layer.zone);
        const bool runs = zone.first(layer.start) < now + kLookAhead && (!layer.until || zone.first(*layer.until) > now);
        if (runs && !seen.contains(layer.id.value))
            out.push_back({about(calendar, layer),
                           fmt::format("layer {} of schedule {} has nobody on call in the next {} days: the layers below it in the file hide it; exceptions belong below the rule",
                                       layer.id.value, calendar.schedule().id.value, kLookAhead.count())});
    }
}

/// Whether a hand-off on this day at this time lies within the window, its ends not counted.
bool is_within(const Restriction& window, std::size_t day, std::chrono::seconds clock) {
    if (window.from == window.to) return false;
    const bool over_midnight = window.to < window.from;
    const bool evening = window.days[day] && clock > window.from && (over_midnight || clock < window.to);
    return evening || (over_midnight && window.days[(day + 6) % 7] && clock < window.to);
}

/// The trap of a daily hand-off at midnight: each night has two people.
void warn_of_split_windows(const Calendar& calendar, std::vector<Warning>& out) {
    for (const auto& layer : calendar.schedule().layers) {
        if (layer.turns.size() < 2 || layer.rotation == Cycle::hourly) continue;
        const auto date = std::chrono::floor<std::chrono::days>(layer.start);
        const std::chrono::seconds clock = layer.start - date;
        const std::size_t first = std::chrono::weekday(date).iso_encoding() - 1;
        for (const auto& window : layer.restrict) {
            bool splits = false;
            for (std::size_t day = 0; day < 7; ++day)
                if (layer.rotation != Cycle::weekly || day == first) splits = splits || is_within(window, day, clock);
            if (!splits) continue;
            const auto shown = [](std::chrono::seconds at) { return fmt::format("{:02}:{:02}", at / std::chrono::hours{1}, at / std::chrono::minutes{1} % 60); };
            out.push_back({about(calendar, layer), fmt::format("layer {} of schedule {} hands off at {}, within its own window from {} to {}, which two people then share; let `start` be at {}",
                                                               layer.id.value, calendar.schedule().id.value, shown(clock), shown(window.from), shown(window.to), shown(window.from))});
        }
    }
}

/// An answer by telephone is known by its number alone.
void warn_of_shared_phones(const Oncall& file, std::vector<Warning>& out) {
    for (auto second = file.people.begin(); second != file.people.end(); ++second) {
        const auto first = std::find_if(file.people.begin(), second, [&](const Person& p) { return !p.phone.empty() && p.phone == second->phone; });
        if (first != second)
            out.push_back({"person " + second->id.value, fmt::format("{} and {} have one phone number: what is answered by it counts as {}'s", first->id.value, second->id.value, first->id.value)});
    }
}

/// What a person types after `page` should mean one thing.
void warn_of_shared_ids(const Oncall& file, std::vector<Warning>& out) {
    const auto both = [&](const std::string& kind, const std::string& id) {
        if (file.find(ScheduleId(id)) != nullptr) out.push_back({kind + " " + id, fmt::format("`{}` is a {} and a schedule; `page {}` pages the {}", id, kind, id, kind)});
    };
    for (const auto& service : file.services) both("service", service.id.value);
    for (const auto& policy : file.policies) both("policy", policy.id.value);
}

}  // namespace

std::vector<Warning> warnings(const Oncall& file, const Calendars& calendars, Time now) {
    std::vector<Warning> out;
    const auto used = scheduled_targets(file);
    for (const auto& calendar : calendars.all()) {
        warn_of_holes(calendar, now, out);
        warn_of_ended_layers(calendar, now, out);
        warn_of_hidden_layers(calendar, now, out);
        warn_of_split_windows(calendar, out);
        if (!used.contains(calendar.schedule().id.value))
            out.push_back({about(calendar), fmt::format("schedule {} is in no policy: nobody is paged by it", calendar.schedule().id.value)});
    }
    for (const auto& policy : file.policies)
        if (std::ranges::none_of(file.services, [&](const Service& s) { return s.policy == policy.id; }))
            out.push_back({"policy " + policy.id.value, fmt::format("policy {} belongs to no service", policy.id.value)});
    warn_of_shared_ids(file, out);
    warn_of_shared_phones(file, out);
    return out;
}

std::vector<std::string> zones_of(const Oncall& file) {
    std::set<std::string> zones;
    for (const auto& person : file.people)
        if (!person.zone.empty()) zones.insert(person.zone);
    for (const auto& policy : file.policies) zones.insert(policy.zone);
    for (const auto& schedule : file.schedules) {
        zones.insert(schedule.zone);
        for (const auto& layer : schedule.layers) zones.insert(layer.zone);
    }
    return {zones.begin(), zones.end()};
}

std::vector<std::string> zone_warnings(const Oncall& file, Time now) {
    // A change of the clock is wrong for weeks, if it is wrong: a look every six days for a year finds it.
    std::vector<Time> instants;
    for (int day = 0; day <= 366; day += 6) instants.push_back(now + std::chrono::days{day});
    return zone_disagreements(zones_of(file), instants);
}

}  // namespace tocsin::oncall
