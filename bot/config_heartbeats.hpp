// The sections `heartbeats` and `heartbeat` of the configuration. Used by the reader of the configuration; one thread.
#pragma once

#include "bot/config.hpp"
#include "bot/yaml/section.hpp"

namespace tocsin {

/// Who must report here.
void read_heartbeats(const YAML::Node& list, Config& config, YamlReport& report);
/// Whom this program reports to. `url` was read and checked.
void read_heartbeat(YamlSection& section, std::string url, Config& config);

}  // namespace tocsin
