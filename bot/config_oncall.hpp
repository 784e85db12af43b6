// What the configuration and the on-call file have to do with each other. Used by the reader of the configuration and at each reload;
// any thread.
#pragma once

#include <vector>

#include "bot/config.hpp"
#include "bot/oncall/ways.hpp"

namespace tocsin {

/// What the on-call file is read against: the time, and what this configuration can send.
oncall::Against oncall_against(const Config& config, Time now);
/// The on-call file belongs to the configuration: a mistake in it is one of the configuration's. What makes it no mistake is in the notes.
std::vector<ConfigError> load_oncall(Config& config, const Environment& environment);
/// Policies of its on-call file that reach nobody any more, which `check-config` refuses and a start does not.
std::vector<ConfigError> ended_policies(const Config& config, const Environment& environment);

}  // namespace tocsin
