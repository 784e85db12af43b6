// What readers of YAML files share: how a mistake is said, and where `${NAME}` is looked up. Knows no YAML itself. Values; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace tocsin {

/// A mistake in a file: `FILE:LINE:COLUMN: message`.
using ConfigError = std::string;

/// Looks up `${NAME}`; the environment in production.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> process_environment(const std::string& name);

}  // namespace tocsin
