// Strong types for names and numbers, so that a channel cannot be passed where a person is meant. Values; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace tocsin {

/// A text with a meaning, e.g. `using ChannelId = StrongString<struct ChannelIdTag>`. Empty means "none".
template <class Tag>
struct StrongString {
    std::string value;

    StrongString() = default;
    explicit StrongString(std::string text) : value(std::move(text)) {}
    bool empty() const { return value.empty(); }
    friend auto operator<=>(const StrongString&, const StrongString&) = default;
};

/// A whole number with a meaning. 0 means "none": every number we hand out starts at 1.
template <class Tag>
struct StrongInt {
    std::int64_t value = 0;

    constexpr StrongInt() = default;
    constexpr explicit StrongInt(std::int64_t number) : value(number) {}
    constexpr bool none() const { return value == 0; }
    friend constexpr auto operator<=>(const StrongInt&, const StrongInt&) = default;
};

}  // namespace tocsin

template <class Tag>
struct std::hash<tocsin::StrongString<Tag>> {
    std::size_t operator()(const tocsin::StrongString<Tag>& s) const noexcept { return std::hash<std::string>{}(s.value); }
};
template <class Tag>
struct std::hash<tocsin::StrongInt<Tag>> {
    std::size_t operator()(const tocsin::StrongInt<Tag>& n) const noexcept { return std::hash<std::int64_t>{}(n.value); }
};
