// The marks that part what tocsin generates from what people write, shared by the renderer and the merge. Pure; any thread.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "bot/base/crypto.hpp"

namespace tocsin::postmortem {

inline constexpr std::string_view kMarker = "<!-- tocsin:";
inline constexpr std::string_view kBeginMarker = "<!-- tocsin:begin ";
inline constexpr std::string_view kEndMarker = "<!-- tocsin:end ";
inline constexpr std::string_view kMarkerClose = " -->";
/// A comment in the front matter with the hash of each generated value: `# tocsin:generated id=0a1b2c3d …`.
inline constexpr std::string_view kFrontNote = "# tocsin:generated";

/// Enough of a SHA-256 to notice an edit; it guards against accidents, not against forgery.
inline std::string edit_hash(std::string_view text) { return crypto::to_hex(crypto::sha256(text)).substr(0, 12); }

}  // namespace tocsin::postmortem
