// std::ranges::contains, which libstdc++ 12 does not have yet. Any thread.
#pragma once

#include <algorithm>
#include <functional>

namespace tocsin::sandbox {

template <class Range, class Value, class Projection = std::identity>
bool contains(const Range& range, const Value& value, Projection projection = {}) {
    return std::ranges::any_of(range,
                               [&](const auto& item) { return std::invoke(projection, item) == value; });
}

}  // namespace tocsin::sandbox
