// A layer's rotation in closed form: whose turn it is at any instant, without walking there. Hand-off k happens at
// first(start + k periods), on the wall clock of the layer's zone. Immutable value that refers to its zone's table; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "bot/core/oncall_model.hpp"
#include "bot/core/oncall_windows.hpp"

namespace tocsin::oncall {

class Turns {
public:
    Turns(const Layer& layer, const ZoneTable& zone, const Windows& windows);

    /// One period between two hand-offs: from <= at < until, always.
    struct Turn {
        std::int64_t number = 0;  ///< how many turns there were before; periods that count for nobody use up none
        Time from;
        Time until;
    };
    /// The turn at an instant that is not before the rotation's start.
    Turn at(Time at) const;

    /// The wall clock of hand-off `period`; a month's missing day is its last, and the day of the start comes back later.
    Wall handoff_wall(std::int64_t period) const;
    Time handoff(std::int64_t period) const { return zone_->first(handoff_wall(period)); }

private:
    std::int64_t period_of(Wall wall) const;
    std::int64_t monthly_period_of(Wall wall) const;
    void count_one_cycle(const Windows& windows);
    void find_exceptions(const Windows& windows);
    bool counts_by_pattern(std::int64_t period) const;
    /// How many of the periods before `period` count.
    std::int64_t counted_before(std::int64_t period) const;

    const ZoneTable* zone_;
    Cycle cycle_;
    std::int64_t every_;
    Wall start_;
    /// On the wall clock the periods that touch a window repeat: counted_[i] of the first i periods of a cycle do.
    std::vector<std::int64_t> counted_;
    /// Periods near a change of the clock for which that is not so, and what all of them up to each add to the count.
    std::vector<std::int64_t> exceptions_;
    std::vector<std::int64_t> corrections_;
};

}  // namespace tocsin::oncall
