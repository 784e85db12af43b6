// The simulated workspace as text and as a page: what a person would see in Slack. Pure; I/O thread.
#pragma once

#include <string>

#include "bot/sandbox/world.hpp"

namespace tocsin {

/// Every channel with its topic and messages, then PagerDuty's incidents.
std::string world_as_text(const sandbox::World& world);
/// The same as one HTML page.
std::string world_as_page(const sandbox::World& world);
/// A message as a person reads it.
std::string readable(const sandbox::SlackMessage& message);
/// A button that this person sees in the channel, by a word of its action (`confirm_page`, `resolve` …), by its label (`Approve`) or by what it
/// says (`approve ok`, or the step `ok` alone): first in their own newest answers, then in the channel's messages. Empty `action` if there is none.
struct VisibleButton {
    std::string ts, action;
};
VisibleButton find_button(const sandbox::SlackWorkspace& slack, const std::string& user, const std::string& channel, const std::string& word);
/// Every button that this person sees there, newest first, one a line; empty if there is none.
std::string buttons_as_text(const sandbox::SlackWorkspace& slack, const std::string& user, const std::string& channel);
/// The newest ephemeral that this person got, as text; empty if there is none.
std::string newest_answer(const sandbox::World& world, const std::string& user);

}  // namespace tocsin
