#include "bot/core/oncall_going_on.hpp"

#include <algorithm>

namespace tocsin::oncall {
namespace {

/// Where nobody else ever follows, as far as layers are looked for.
constexpr std::chrono::days kFarEnough{7};

}  // namespace

std::optional<GoingOn> going_on(const Calendar& calendar, const std::vector<OnCall>& now, const std::optional<Change>& next,
                                std::span<const Override> overrides) {
    if (now.empty()) return std::nullopt;
    GoingOn out;
    out.from = std::ranges::min(now, {}, &OnCall::until).until;
    if (next && next->at <= out.from) return std::nullopt;
    if (next) out.until = next->at;
    for (const auto& tile : calendar.tiles(out.from, out.until.value_or(out.from + kFarEnough), overrides))
        for (const auto& on_call : tile.on_call) {
            const std::string layer = on_call.layer.empty() ? "override" : on_call.layer.value;
            if (std::ranges::find(out.layers, layer) == out.layers.end()) out.layers.push_back(layer);
        }
    return out;
}

}  // namespace tocsin::oncall
