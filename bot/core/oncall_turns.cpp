#include "bot/core/oncall_turns.hpp"

#include <algorithm>
#include <numeric>

#include "bot/core/oncall_arithmetic.hpp"

namespace tocsin::oncall {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::seconds;
using std::chrono::year_month_day;

constexpr std::int64_t length_of(Cycle cycle) {
    switch (cycle) {
        case Cycle::hourly: return 3'600;
        case Cycle::daily: return 86'400;
        case Cycle::weekly:
        case Cycle::monthly: break;
    }
    return 7 * 86'400;
}

/// After how many periods the wall-clock pattern of a week repeats. A month meets every window there is.
std::int64_t periods_in_cycle(Cycle cycle, std::int64_t every) {
    switch (cycle) {
        case Cycle::hourly: return 168 / std::gcd(every, std::int64_t{168});
        case Cycle::daily: return 7 / std::gcd(every, std::int64_t{7});
        case Cycle::weekly:
        case Cycle::monthly: break;
    }
    return 1;
}

Wall months_later(Wall start, std::int64_t months) {
    const auto day = floor<days>(start);
    const year_month_day date{day};
    const auto month = std::chrono::year_month{date.year(), date.month()} + std::chrono::months{months};
    const auto last = (month / std::chrono::last).day();
    return Wall{std::chrono::local_days{month / std::min(date.day(), last)}} + (start - day);
}

std::int64_t month_number(Wall wall) {
    const year_month_day date{floor<days>(wall)};
    return std::int64_t{12} * static_cast<int>(date.year()) + static_cast<unsigned>(date.month());
}

}  // namespace

Turns::Turns(const Layer& layer, const ZoneTable& zone, const Windows& windows)
    : zone_(&zone), cycle_(layer.rotation), every_(layer.every), start_(layer.start) {
    count_one_cycle(windows);
    find_exceptions(windows);
}

Wall Turns::handoff_wall(std::int64_t period) const {
    if (cycle_ == Cycle::monthly) return months_later(start_, period * every_);
    return start_ + seconds{period * every_ * length_of(cycle_)};
}

std::int64_t Turns::monthly_period_of(Wall wall) const {
    std::int64_t period = floor_div(month_number(wall) - month_number(start_), every_);
    while (handoff_wall(period) > wall) --period;
    while (handoff_wall(period + 1) <= wall) ++period;
    return period;
}

std::int64_t Turns::period_of(Wall wall) const {
    if (cycle_ == Cycle::monthly) return monthly_period_of(wall);
    return floor_div((wall - start_).count(), every_ * length_of(cycle_));
}

void Turns::count_one_cycle(const Windows& windows) {
    const std::int64_t periods = windows.always() ? 1 : periods_in_cycle(cycle_, every_);
    counted_.push_back(0);
    for (std::int64_t p = 0; p < periods; ++p)
        counted_.push_back(counted_.back() + (windows.touch(handoff_wall(p), handoff_wall(p + 1)) ? 1 : 0));
}

bool Turns::counts_by_pattern(std::int64_t period) const {
    const auto cycle = static_cast<std::int64_t>(counted_.size()) - 1;
    const auto i = static_cast<std::size_t>(period % cycle);
    return counted_[i + 1] != counted_[i];
}

void Turns::find_exceptions(const Windows& windows) {
    // Away from the walls that a change skips or repeats, wall clock and time keep the same order, so the pattern holds there.
    std::int64_t next = 0;
    for (const auto& jump : zone_->jumps()) {
        if (jump.high < start_) continue;
        for (next = std::max(next, period_of(jump.low) - 1); handoff_wall(next) <= jump.high; ++next) {
            // A period between two hand-offs that a gap throws together touches nothing: it is swallowed, and skips nobody.
            const bool counts = windows.touch(handoff(next), handoff(next + 1));
            if (counts == counts_by_pattern(next)) continue;
            exceptions_.push_back(next);
            corrections_.push_back((corrections_.empty() ? 0 : corrections_.back()) + (counts ? 1 : -1));
        }
    }
}

std::int64_t Turns::counted_before(std::int64_t period) const {
    const auto cycle = static_cast<std::int64_t>(counted_.size()) - 1;
    const std::int64_t pattern = period / cycle * counted_.back() + counted_[static_cast<std::size_t>(period % cycle)];
    const auto passed = std::ranges::lower_bound(exceptions_, period) - exceptions_.begin();
    return pattern + (passed == 0 ? 0 : corrections_[static_cast<std::size_t>(passed) - 1]);
}

Turns::Turn Turns::at(Time at) const {
    const std::int64_t period = std::max(period_of(zone_->furthest(at)), std::int64_t{0});
    return {counted_before(period), handoff(period), handoff(period + 1)};
}

}  // namespace tocsin::oncall
