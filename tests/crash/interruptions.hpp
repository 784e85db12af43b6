// What a crash adds to the timeline of a run, as docs/runbooks.md says it: an attempt that was under way is made once more, by itself or
// because a person was asked and said so. Taken away here, so that the rest can be held against an undisturbed run. Functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "bot/core/event.hpp"

namespace tocsin::crash {

/// The timeline of one incident as if no attempt had been interrupted.
std::vector<Event> without_interruptions(const std::vector<Event>& events);
/// A step that had succeeded, was skipped or marked as done, and moved again; empty if none did.
std::string what_ran_again(const std::vector<Event>& events);

}  // namespace tocsin::crash
