#include "bot/core/oncall_windows.hpp"

#include <algorithm>
#include <iterator>

#include "bot/core/oncall_arithmetic.hpp"

namespace tocsin::oncall {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kWeek = 7 * kDay;
/// 1 January 1970 was a Thursday.
constexpr Wall kMonday = Wall{std::chrono::days{-3}};

}  // namespace

Windows::Windows(std::span<const Restriction> restrictions, const ZoneTable& zone) : zone_(&zone) {
    std::vector<Weekly> all;
    for (const auto& r : restrictions)
        for (std::int64_t day = 0; day < 7; ++day) {
            if (!r.days[static_cast<std::size_t>(day)]) continue;
            const std::int64_t begin = day * kDay + r.from.count();
            const std::int64_t length = r.to > r.from ? (r.to - r.from).count() : kDay - (r.from - r.to).count();
            // The weeks before and after as well, so that what runs over Sunday midnight meets what begins on Monday.
            for (const std::int64_t week : {-kWeek, std::int64_t{0}, kWeek}) all.push_back({week + begin, week + begin + length});
        }
    std::ranges::sort(all, {}, &Weekly::begin);
    std::vector<Weekly> merged;
    for (const auto& w : all) {
        if (!merged.empty() && w.begin <= merged.back().end) merged.back().end = std::max(merged.back().end, w.end);
        else merged.push_back(w);
    }
    // A restriction without a day restricts nothing; the file's reader refuses it.
    always_ = merged.empty() || std::ranges::any_of(merged, [](const Weekly& w) { return w.end - w.begin >= kWeek; });
    std::ranges::copy_if(merged, std::back_inserter(weekly_), [](const Weekly& w) { return w.begin >= 0 && w.begin < kWeek; });
}

std::int64_t Windows::last_begun(Wall wall) const {
    const std::int64_t since = (wall - kMonday).count();
    const std::int64_t week = floor_div(since, kWeek);
    const std::int64_t within = since - week * kWeek;
    const auto after = std::ranges::upper_bound(weekly_, within, {}, &Weekly::begin);
    return week * static_cast<std::int64_t>(weekly_.size()) + (after - weekly_.begin()) - 1;
}

Wall Windows::begin_wall(std::int64_t number) const {
    const auto windows = static_cast<std::int64_t>(weekly_.size());
    const std::int64_t week = floor_div(number, windows);
    return kMonday + seconds{week * kWeek + weekly_[static_cast<std::size_t>(number - week * windows)].begin};
}

Wall Windows::end_wall(std::int64_t number) const {
    const auto windows = static_cast<std::int64_t>(weekly_.size());
    const std::int64_t week = floor_div(number, windows);
    return kMonday + seconds{week * kWeek + weekly_[static_cast<std::size_t>(number - week * windows)].end};
}

Windows::Stretch Windows::at(Time at) const {
    if (always_) return {true, kBeginning, kEnd};
    std::int64_t number = last_begun(zone_->furthest(at));
    const Time ended = end(number);
    if (at < ended) {
        Stretch out{true, begin(number), ended};
        // Windows apart on the wall may touch in time: a gap between them that lies where the clock is changed.
        for (auto before = number - 1; end(before) >= out.from; --before) out.from = std::min(out.from, begin(before));
        for (auto after = number + 1; begin(after) <= out.until; ++after) out.until = std::max(out.until, end(after));
        return out;
    }
    // Windows that a gap swallowed whole do not count.
    auto next = number + 1;
    while (empty(next)) ++next;
    while (empty(number)) --number;
    return {false, end(number), begin(next)};
}

bool Windows::touch(Time from, Time until) const {
    if (from >= until) return false;
    const Stretch first = at(from);
    return first.active || first.until < until;
}

bool Windows::touch(Wall from, Wall until) const {
    if (always_) return from < until;
    const std::int64_t number = last_begun(from);
    return end_wall(number) > from || begin_wall(number + 1) < until;
}

bool holds(const Restriction& restriction, const ZoneTable& zone, Time at) { return Windows({&restriction, 1}, zone).at(at).active; }

}  // namespace tocsin::oncall
