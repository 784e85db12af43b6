// The configuration under which tocsin runs against the simulated outside. A value; any thread.
#pragma once

#include "bot/config.hpp"

namespace tocsin {

/// `api.tokens` holds one for Alice named `sandbox`. Matches sandbox::World.
Config sandbox_config(const std::string& database_path, std::uint16_t port);
inline constexpr const char* kSandboxToken = "sandbox-api-token-of-alice";

}  // namespace tocsin
