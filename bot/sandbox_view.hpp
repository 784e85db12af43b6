// The simulated workspace as text and as a page: what a person would see in Slack. Pure; I/O thread.
#pragma once

#include <string>

#include "bot/sandbox/world.hpp"

namespace tocsin {

/// Every channel with its topic and messages, then PagerDuty's incidents.
std::string world_as_text(const sandbox::World& world);
/// The same as one HTML page.
std::string world_as_page(const sandbox::World& world);
/// The newest ephemeral that this person got, as text; empty if there is none.
std::string newest_answer(const sandbox::World& world, const std::string& user);

}  // namespace tocsin
