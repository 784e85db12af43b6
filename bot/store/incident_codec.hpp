// An incident's state as the JSON text of the `snapshot` column, and back. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bot/core/incident.hpp"

namespace tocsin::store {

/// Everything but `head_hash`.
std::string encode_incident(const Incident& state);
/// Nothing if the text is no JSON object: the state is then folded from the first event on.
std::optional<Incident> decode_incident(std::string_view text);

}  // namespace tocsin::store
