#include "bot/core/oncall_layer.hpp"

#include <algorithm>

namespace tocsin::oncall {

LayerTimes::LayerTimes(const Layer& layer, const ZoneTable& zone)
    : windows_(layer.restrict, zone),
      turns_(layer, zone, windows_),
      start_(zone.first(layer.start)),
      // Like a hand-off, so that a layer that starts where this one ends follows it at once.
      end_(layer.until ? zone.first(*layer.until) : kEnd) {}

LayerTimes::Stretch LayerTimes::inactive(Time from, Time until) const {
    // Nobody is there before the start and after the end either: what touches them goes on for ever.
    return {false, 0, from <= start_ ? kBeginning : from, until >= end_ ? kEnd : until};
}

LayerTimes::Stretch LayerTimes::at(Time at) const {
    if (at >= end_) {
        const auto before = windows_.at(end_ - Duration{1});
        return inactive(before.active ? end_ : before.from, kEnd);
    }
    if (at < start_) {
        const auto after = windows_.at(start_);
        return inactive(kBeginning, after.active ? start_ : after.until);
    }
    const auto window = windows_.at(at);
    if (!window.active) return inactive(window.from, window.until);
    const auto turn = turns_.at(at);
    return {true, turn.number, std::max({window.from, turn.from, start_}), std::min({window.until, turn.until, end_})};
}

}  // namespace tocsin::oncall
