#include "bot/core/oncall_cover.hpp"

#include <algorithm>

namespace tocsin::oncall {
namespace {

bool covers(const Shift& shift, Time at) { return shift.from <= at && at < shift.until; }

}  // namespace

std::optional<Uncovered> first_uncovered(std::span<const Shift> shifts, const PersonId& person, const LayerId& layer, Time from, Time until) {
    const auto is_theirs = [&](const Shift& shift) { return shift.person == person && shift.layer == layer; };
    Time at = from;
    while (at < until) {
        const auto now = std::ranges::find_if(shifts, [&](const Shift& shift) { return is_theirs(shift) && covers(shift, at); });
        if (now == shifts.end()) break;
        at = now->until;
    }
    if (at >= until) return std::nullopt;
    Uncovered out{at, until, {}};
    for (const Shift& shift : shifts) {
        if (is_theirs(shift) && shift.from > at) out.until = std::min(out.until, shift.from);
        if ((shift.layer == layer || shift.layer.empty()) && shift.person != person && covers(shift, at)) out.instead.push_back(shift.person);
    }
    return out;
}

}  // namespace tocsin::oncall
