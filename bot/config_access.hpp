// The section `access` of the configuration: levels, and who has which right. Used by the reader of the configuration; one thread.
#pragma once

#include "bot/config.hpp"
#include "bot/yaml/section.hpp"

namespace tocsin {

void read_access(YamlSection access, Config& config);

/// One of the four levels by its name; unset if the key is, or if it names none, which is noted as a mistake.
std::optional<AccessLevel> read_level(YamlSection& section, const std::string& key);

}  // namespace tocsin
