// The state of a run as JSON text and back. Free functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bot/core/run.hpp"

namespace tocsin::store {

std::string encode_run(const RunState& state);
/// Nothing if it is no JSON object; fields that are unknown or missing are passed over.
std::optional<RunState> decode_run(std::string_view text);

}  // namespace tocsin::store
