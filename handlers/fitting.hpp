// What a text may be long. What is longer is refused whole and given back: nothing that somebody typed is cut behind their back. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bot/core/reply.hpp"

namespace tocsin::handlers {

// In characters, as whoever types counts them.
inline constexpr std::size_t kLongestText = 40'000;  ///< what a message in Slack holds
inline constexpr std::size_t kLongestTitle = 500;
inline constexpr std::size_t kLongestTask = 3'000;
inline constexpr std::size_t kLongestLabel = 200;

/// The refusal of a text of more than `most` characters, with what was typed; nothing if it fits. `what`: `note`, `title`.
std::optional<Reply> too_long(std::string_view what, std::string_view text, std::size_t most, IncidentNumber incident = {});

}  // namespace tocsin::handlers
