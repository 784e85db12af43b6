// One layer by itself: whether it has somebody at an instant, whose turn that is, and for how long nothing changes. Immutable value
// that refers to its zone's table; any thread.
#pragma once

#include "bot/core/oncall_model.hpp"
#include "bot/core/oncall_turns.hpp"
#include "bot/core/oncall_windows.hpp"

namespace tocsin::oncall {

class LayerTimes {
public:
    LayerTimes(const Layer& layer, const ZoneTable& zone);

    /// The longest stretch around an instant in which nothing changes: from <= at < until.
    struct Stretch {
        bool active = false;
        std::int64_t turn = 0;
        Time from = kBeginning;
        Time until = kEnd;
    };
    Stretch at(Time at) const;

private:
    Stretch inactive(Time from, Time until) const;

    Windows windows_;
    Turns turns_;
    Time start_;
    Time end_;
};

}  // namespace tocsin::oncall
