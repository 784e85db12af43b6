// The hours of the week in which a layer is active, on the wall clock of one zone. A window starts at the first occurrence of its
// start and ends at the last of its end, so that a repeated hour lies inside it. Immutable value that refers to its zone's table;
// any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bot/core/oncall_model.hpp"

namespace tocsin::oncall {

/// Ends of time: what no schedule reaches.
inline constexpr Time kBeginning = Time::min();
inline constexpr Time kEnd = Time::max();

class Windows {
public:
    /// Without restrictions it is always active.
    Windows(std::span<const Restriction> restrictions, const ZoneTable& zone);

    bool always() const { return always_; }

    /// The longest stretch around an instant in which nothing changes: from <= at < until.
    struct Stretch {
        bool active = false;
        Time from = kBeginning;
        Time until = kEnd;
    };
    Stretch at(Time at) const;

    /// Whether any instant of [from, until) is active.
    bool touch(Time from, Time until) const;
    /// The same by wall clocks alone, as if no clock were ever changed.
    bool touch(Wall from, Wall until) const;

private:
    /// A window of the week, in seconds from Monday 00:00; sorted, with a gap between each two.
    struct Weekly {
        std::int64_t begin;
        std::int64_t end;
    };
    /// The windows of all weeks in order have a number each.
    std::int64_t last_begun(Wall wall) const;
    Wall begin_wall(std::int64_t number) const;
    Wall end_wall(std::int64_t number) const;
    Time begin(std::int64_t number) const { return zone_->first(begin_wall(number)); }
    Time end(std::int64_t number) const { return zone_->last(end_wall(number)); }
    bool empty(std::int64_t number) const { return begin(number) >= end(number); }

    const ZoneTable* zone_;
    bool always_ = true;
    std::vector<Weekly> weekly_;
};

/// Whether `restriction` holds at `at` in `zone`.
bool holds(const Restriction& restriction, const ZoneTable& zone, Time at);

}  // namespace tocsin::oncall
