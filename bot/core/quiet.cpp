#include "bot/core/quiet.hpp"

#include <optional>

#include "bot/base/zone_table.hpp"

namespace tocsin {
namespace {

using std::chrono::days;

/// Each round ends a quiet day or quiet hours; more than two weeks of them have no end.
constexpr int kRounds = 20;

/// Until when the wall clock shows a quiet time; nothing if it does not.
std::optional<Wall> quiet_until(const QuietHours& quiet, Wall wall) {
    const auto day = std::chrono::floor<days>(wall);
    const auto since_midnight = wall - day;
    if (quiet.days.at(std::chrono::weekday(day).iso_encoding() - 1)) return day + days{1};
    if (quiet.from < quiet.to) {
        if (since_midnight < quiet.from || since_midnight >= quiet.to) return std::nullopt;
        return day + quiet.to;
    }
    if (quiet.from == quiet.to) return std::nullopt;
    if (since_midnight >= quiet.from) return day + days{1} + quiet.to;
    if (since_midnight < quiet.to) return day + quiet.to;
    return std::nullopt;
}

}  // namespace

Time after_quiet(const QuietHours& quiet, const ZoneTable& zone, Time at) {
    Wall wall = zone.wall(at);
    auto until = quiet_until(quiet, wall);
    if (!until) return at;
    for (int i = 0; i < kRounds; ++i) {
        wall = *until;
        until = quiet_until(quiet, wall);
        if (!until) return zone.first(wall);
    }
    return at;
}

}  // namespace tocsin
