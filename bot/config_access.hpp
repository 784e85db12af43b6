// The section `access` of the configuration: levels, and who has which right. Used by the reader of the configuration; one thread.
#pragma once

#include "bot/config.hpp"
#include "bot/yaml/section.hpp"

namespace tocsin {

void read_access(YamlSection access, Config& config);

}  // namespace tocsin
