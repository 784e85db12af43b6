// What readers of YAML files share: how a mistake is said, and where `${NAME}` is looked up. Knows no YAML itself. Values; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

/// A mistake in a file: `FILE:LINE:COLUMN: message`.
using ConfigError = std::string;

/// Looks up `${NAME}`; the environment in production.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;
std::optional<std::string> process_environment(const std::string& name);

/// What the YAML library says of text that it cannot read, with what usually is the cause and what to do about it.
std::string yaml_mistake(std::string_view said);

}  // namespace tocsin
