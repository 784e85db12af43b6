// The configuration under which tocsin runs against the simulated outside. A value; any thread.
#pragma once

#include "bot/config.hpp"

namespace tocsin::sandbox {
struct World;
}

namespace tocsin {

/// `api.tokens` holds one for Alice named `sandbox`. Matches sandbox::World.
Config sandbox_config(const std::string& database_path, std::uint16_t port);
inline constexpr const char* kSandboxToken = "sandbox-api-token-of-alice";

/// Installs the app in the simulated workspace as its manifest asks: a scope or an event that the manifest forgets is missing there too.
void install_app(sandbox::World& world);

}  // namespace tocsin
