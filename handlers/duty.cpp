#include "handlers/duty.hpp"

#include <algorithm>
#include <tuple>

#include "bot/oncall/profile.hpp"

namespace tocsin::handlers {
namespace {

using oncall::Shift;

/// Records are cut wherever the file was read anew; no shift that is asked about reaches further than this.
constexpr std::chrono::days kLongestShift{400};

/// The parts of one shift, which records cut, in one piece again.
std::vector<Shift> joined(std::vector<Shift> parts) {
    std::ranges::sort(parts, {}, [](const Shift& s) { return std::tie(s.from, s.layer, s.person); });
    std::vector<Shift> out;
    for (auto& part : parts) {
        const auto before = std::ranges::find_if(out, [&](const Shift& s) { return s.until == part.from && s.person == part.person && s.layer == part.layer; });
        if (before == out.end()) out.push_back(std::move(part));
        else before->until = part.until;
    }
    return out;
}

std::vector<Shift> touching(std::vector<Shift> shifts, Time from, Time until) {
    std::erase_if(shifts, [&](const Shift& s) { return s.until <= from || s.from >= until; });
    return shifts;
}

}  // namespace

std::vector<oncall::Override> overrides_around(const store::Repositories& tables, const oncall::ScheduleId& schedule, Time from, Time until) {
    return tables.oncall.overrides(schedule, from - kLongestShift, until + kLongestShift);
}

std::vector<Shift> recorded_shifts(const store::Repositories& tables, const oncall::ScheduleId& schedule, Time from, Time until) {
    return touching(joined(tables.oncall.shifts(schedule, from - kLongestShift, until + kLongestShift)), from, until);
}

std::vector<Shift> shifts_of(const store::Repositories& tables, const oncall::Calendar& calendar, Time from, Time until) {
    const auto& schedule = calendar.schedule().id;
    const auto written = tables.oncall.written_until(schedule);
    auto parts = tables.oncall.shifts(schedule, from - kLongestShift, until + kLongestShift);
    const Time rest = written ? std::max(from, *written) : from;
    if (until >= rest) {
        for (auto& shift : calendar.whole_shifts(rest, std::max(until, rest + Duration{1}), overrides_around(tables, schedule, rest, until))) {
            // What lies before is a fact, whatever the file says of it by now.
            if (written) shift.from = std::max(shift.from, *written);
            if (shift.from < shift.until) parts.push_back(std::move(shift));
        }
    }
    if (written && until < *written) {
        // A shift that is a fact by now and goes on beyond what is written.
        for (auto& shift : calendar.whole_shifts(*written, *written + Duration{1}, overrides_around(tables, schedule, *written, *written))) {
            shift.from = *written;
            parts.push_back(std::move(shift));
        }
    }
    return touching(joined(std::move(parts)), from, until);
}

std::vector<Shift> on_call_at(const store::Repositories& tables, const oncall::Calendar& calendar, Time at) {
    auto found = shifts_of(tables, calendar, at, at + Duration{1});
    // By layer as in the file; what an override of the whole schedule gave comes last.
    const auto& layers = calendar.schedule().layers;
    std::ranges::sort(found, {}, [&](const Shift& s) { return std::pair(std::ranges::find(layers, s.layer, &oncall::Layer::id) - layers.begin(), s.person); });
    return found;
}

std::vector<Shift> cut(std::vector<Shift> shifts, Time from, Time until) {
    for (auto& shift : shifts) {
        shift.from = std::max(shift.from, from);
        shift.until = std::min(shift.until, until);
    }
    return shifts;
}

std::vector<oncall::Load> load_of(const store::Repositories& tables, const oncall::Edition* edition, Time from, Time to,
                                  const std::function<bool(IncidentNumber)>& counts) {
    std::vector<oncall::Duty> duties;
    for (const auto& schedule : tables.oncall.written_schedules()) duties.push_back({schedule, tables.oncall.shifts(schedule, from, to)});
    const auto profiles = tables.people.all();
    const auto zone_of = [&](const oncall::PersonId& id) {
        const auto* person = edition == nullptr ? nullptr : edition->file.find(id);
        const auto is_theirs = [&](const Person& profile) { return person != nullptr && !person->slack.empty() && slack_user(profile.id) == person->slack; };
        const auto profile = std::ranges::find_if(profiles, is_theirs);
        return oncall::zone_for(person, profile == profiles.end() ? nullptr : &*profile);
    };
    auto pages = tables.oncall.page_facts(from, to);
    std::erase_if(pages, [&](const oncall::PageFact& page) { return !counts(page.incident); });
    return oncall::load(duties, pages, zone_of, from, to);
}

}  // namespace tocsin::handlers
