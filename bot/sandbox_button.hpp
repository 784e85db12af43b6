// Where somebody in the sandbox looks for a button: a channel, a person's direct messages, or everywhere they see one. Pure; I/O thread.
#pragma once

#include <string>
#include <string_view>

#include "bot/sandbox/slack_workspace.hpp"

namespace tocsin {

/// `user` is who presses; `channel` is an id, or empty for everywhere.
struct Place {
    std::string user, channel;
};
/// `typed` is a channel's id or name; a person as @bob, bob or U0BOB, for the direct messages that they get, where they press
/// themselves; or empty.
Place place_in(const sandbox::SlackWorkspace& slack, const std::string& user, std::string_view typed);

struct ButtonAt {
    std::string channel, ts, action;
};
/// What `find_button` finds there, the newest of several channels. Empty `action` if there is none.
ButtonAt button_at(const sandbox::SlackWorkspace& slack, const Place& place, const std::string& word);
/// Every button there, one a line; empty if there is none.
std::string buttons_at(const sandbox::SlackWorkspace& slack, const Place& place);

}  // namespace tocsin
