// The section `reminders` of the configuration. Used by the reader of the configuration; one thread.
#pragma once

#include "bot/core/quiet.hpp"
#include "bot/yaml/section.hpp"

namespace tocsin {

/// When nobody is reminded of a follow-up; what is not said stays as it is by default.
QuietHours read_reminders(YamlSection reminders);

}  // namespace tocsin
