// For variants of dozens of alternatives: what has to be written where such a variant gets a name and a .cpp of its own, so that its
// copies, moves and ends are compiled once. Made anew in every file that holds one they were most of what the compiler did.
// Pure; any thread.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <variant>

namespace tocsin {

template <class Kind, class... Kinds>
inline constexpr bool kIsListed = (std::is_same_v<Kind, Kinds> || ...);

namespace alternatives {

template <class Kind, class Variant>
struct Place;
template <class Kind, class... Kinds>
struct Place<Kind, std::variant<Kinds...>> {
    static constexpr bool kFound = kIsListed<Kind, Kinds...>;
    static constexpr std::size_t index() {
        std::size_t before = 0;
        (void)((std::is_same_v<Kind, Kinds> || (++before, false)) || ...);
        return before;
    }
};

/// The variant that holds what `kind` points to, moved: an object of the type that stands at `index` of the list.
template <class... Kinds>
std::variant<Kinds...> moved_in(std::type_identity<std::variant<Kinds...>>, std::size_t index, void* kind) {
    using Variant = std::variant<Kinds...>;
    static constexpr std::array kMoves{+[](void* from) { return Variant(std::in_place_type<Kinds>, std::move(*static_cast<Kinds*>(from))); }...};
    return kMoves[index](kind);
}

}  // namespace alternatives

template <class Kind, class Variant>
concept AlternativeOf = alternatives::Place<Kind, Variant>::kFound;

}  // namespace tocsin
