// Asks of an event which kind it is, by a list of kinds. Pure; any thread.
#pragma once

#include <array>
#include <type_traits>
#include <variant>

#include "bot/core/event.hpp"

namespace tocsin {

/// One look into a table: asked of every event that is recorded, with lists of a dozen kinds.
template <class... Kinds>
bool is_one_of(const EventBody& body) {
    static constexpr auto kListed = []<class... All>(std::type_identity<std::variant<All...>>) {
        return std::array{kIsListed<All, Kinds...>...};
    }(std::type_identity<EventKind>());
    return kListed[body.index()];
}

}  // namespace tocsin
