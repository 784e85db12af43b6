// Which button somebody in the sandbox means, and what they are told after pressing it. Pure; I/O thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/sandbox/world.hpp"

namespace tocsin {

/// Where a button is looked for: `user` is who presses, `channel` an id, or empty for everywhere they see.
struct Place {
    std::string user, channel;
};
/// `typed` is a channel's id or name; a person as @bob, bob or U0BOB, for the direct messages that they get, where they press
/// themselves; or empty.
Place place_in(const sandbox::World& world, const std::string& user, std::string_view typed);

struct ShownButton {
    std::string channel, ts, action;
};
/// The newest button there that the person sees and whose action id holds `word` (`confirm_page`, `resolve` …), or that is labelled
/// so. Empty `action` if there is none.
ShownButton shown_button(const sandbox::World& world, const Place& place, std::string_view word);

}  // namespace tocsin
