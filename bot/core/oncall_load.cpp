#include "bot/core/oncall_load.hpp"

#include <algorithm>
#include <map>

namespace tocsin::oncall {
namespace {

using std::chrono::hours;

constexpr hours kWorkBegins{9}, kWorkEnds{18};
constexpr hours kNightBegins{22}, kNightEnds{7};

struct Clock {
    bool weekend;
    std::chrono::seconds of_day;
};

Clock clock_at(Time at, const std::string& zone) {
    const Wall wall = zone_table_or_utc(zone).wall(at);
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    return {std::chrono::weekday{day}.iso_encoding() >= 6, wall - day};
}

bool is_outside_hours(const Clock& clock) { return clock.weekend || clock.of_day < kWorkBegins || clock.of_day >= kWorkEnds; }
bool is_night(const Clock& clock) { return clock.of_day >= kNightBegins || clock.of_day < kNightEnds; }

struct Building {
    Load load;
    std::vector<Duration> answers;
};
using ByKey = std::map<std::pair<PersonId, ScheduleId>, Building>;

Building& row_of(ByKey& rows, const PersonId& person, const ScheduleId& schedule) {
    auto& row = rows[{person, schedule}];
    row.load.person = person;
    row.load.schedule = schedule;
    return row;
}

/// Time on two layers at once counts once.
Duration covered(std::vector<std::pair<Time, Time>> spans) {
    std::ranges::sort(spans);
    Duration sum{0};
    Time reached = Time::min();
    for (const auto& [from, until] : spans) {
        const Time begin = std::max(from, reached);
        if (until > begin) sum += until - begin;
        reached = std::max(reached, until);
    }
    return sum;
}

void add_hours(ByKey& rows, const Duty& duty, Time from, Time to) {
    std::map<PersonId, std::vector<std::pair<Time, Time>>> spans;
    for (const auto& shift : duty.shifts)
        if (shift.from < to && shift.until > from) spans[shift.person].emplace_back(std::max(shift.from, from), std::min(shift.until, to));
    for (auto& [person, all] : spans) row_of(rows, person, duty.schedule).load.on_call += covered(std::move(all));
}

void add_page(ByKey& rows, const PageFact& page, const ZoneOf& zone_of) {
    auto& [load, answers] = row_of(rows, page.person, page.schedule);
    const Clock clock = clock_at(page.paged_at, zone_of(page.person));
    ++load.pages;
    load.outside_hours += is_outside_hours(clock) ? 1 : 0;
    load.at_night += is_night(clock) ? 1 : 0;
    load.passed += page.passed ? 1 : 0;
    const bool own = page.acknowledged_at && page.acknowledged_by == page.person && *page.acknowledged_at >= page.paged_at;
    if (own) answers.push_back(*page.acknowledged_at - page.paged_at);
    else ++load.unacknowledged;
}

/// The least value that at least `share` percent do not exceed; of an even number the median is the mean of the middle two.
void add_figures(Load& load, std::vector<Duration> answers) {
    load.acknowledged = static_cast<int>(answers.size());
    if (answers.empty()) return;
    std::ranges::sort(answers);
    const std::size_t count = answers.size();
    load.median = count % 2 == 1 ? answers[count / 2] : (answers[count / 2 - 1] + answers[count / 2]) / 2;
    load.p90 = answers[(count * 9 + 9) / 10 - 1];
}

}  // namespace

std::vector<Load> load(const std::vector<Duty>& duties, const std::vector<PageFact>& pages, const ZoneOf& zone_of, Time from, Time to) {
    ByKey rows;
    for (const auto& duty : duties) add_hours(rows, duty, from, to);
    for (const auto& page : pages)
        if (page.paged_at >= from && page.paged_at < to) add_page(rows, page, zone_of);
    std::vector<Load> out;
    out.reserve(rows.size());
    for (auto& [key, row] : rows) {
        add_figures(row.load, std::move(row.answers));
        out.push_back(std::move(row.load));
    }
    return out;
}

}  // namespace tocsin::oncall
