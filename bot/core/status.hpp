// What an incident's status means beyond being open. Pure; any thread.
#pragma once

#include "bot/core/words.hpp"

namespace tocsin {

/// Closed or canceled: its channel is archived, and nothing more is expected to be said.
constexpr bool is_over(Status status) { return status == Status::closed || status == Status::canceled; }

}  // namespace tocsin
