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

void warn_of_holes(const Calendar& calendar, Time now, std::vector<std::string>& out) {
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
    out.push_back(fmt::format("schedule {} has nobody on call for {} of the next {} days, in {} hole{}; the first begins {} {}", calendar.schedule().id.value,
                              format_duration(total), kLookAhead.count(), holes, holes == 1 ? "" : "s", format_day_and_time(zone.wall(first)),
                              zone.abbreviation(first)));
}

void warn_of_ended_layers(const Calendar& calendar, Time now, std::vector<std::string>& out) {
    for (const auto& layer : calendar.schedule().layers)
        if (layer.until && zone_table_or_utc(layer.zone).first(*layer.until) <= now)
            out.push_back(fmt::format("layer {} of schedule {} ended on {}", layer.id.value, calendar.schedule().id.value, format_wall(*layer.until).substr(0, 10)));
}

/// Exceptions that stand above the rule that they are to break: the rule hides them, and nobody notices until the night.
void warn_of_hidden_layers(const Calendar& calendar, Time now, std::vector<std::string>& out) {
    std::set<std::string> seen;
    for (const auto& tile : calendar.tiles(now, now + kLookAhead))
        for (const auto& on_call : tile.on_call) seen.insert(on_call.layer.value);
    for (const auto& layer : calendar.schedule().layers) {
        const auto& zone = zone_table_or_utc(layer.zone);
        const bool runs = zone.first(layer.start) < now + kLookAhead && (!layer.until || zone.first(*layer.until) > now);
        if (runs && !seen.contains(layer.id.value))
            out.push_back(fmt::format("layer {} of schedule {} has nobody on call in the next {} days: the layers below it in the file hide it; exceptions belong below the rule",
                                      layer.id.value, calendar.schedule().id.value, kLookAhead.count()));
    }
}

/// What a person types after `page` should mean one thing.
void warn_of_shared_ids(const Oncall& file, std::vector<std::string>& out) {
    for (const auto& service : file.services)
        if (file.find(ScheduleId(service.id.value)) != nullptr) out.push_back(fmt::format("`{}` is a service and a schedule; `page {}` pages the service", service.id.value, service.id.value));
    for (const auto& policy : file.policies)
        if (file.find(ScheduleId(policy.id.value)) != nullptr) out.push_back(fmt::format("`{}` is a policy and a schedule; `page {}` pages the policy", policy.id.value, policy.id.value));
}

}  // namespace

std::vector<std::string> warnings(const Oncall& file, const Calendars& calendars, Time now) {
    std::vector<std::string> out;
    const auto used = scheduled_targets(file);
    for (const auto& calendar : calendars.all()) {
        warn_of_holes(calendar, now, out);
        warn_of_ended_layers(calendar, now, out);
        warn_of_hidden_layers(calendar, now, out);
        if (!used.contains(calendar.schedule().id.value)) out.push_back(fmt::format("schedule {} is in no policy: nobody is paged by it", calendar.schedule().id.value));
    }
    for (const auto& policy : file.policies)
        if (std::ranges::none_of(file.services, [&](const Service& s) { return s.policy == policy.id; }))
            out.push_back(fmt::format("policy {} belongs to no service", policy.id.value));
    warn_of_shared_ids(file, out);
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
