// The whole incident as JSON for other programs. Pure; any thread.
#pragma once

#include <string>

#include "bot/postmortem/draft.hpp"

namespace tocsin::postmortem {

/// {"schema_version":1,"incident":{…},"key_times":{…},"figures":[…],"severities":[…],"roles":[…],"pauses":[…],"events":[…]}
/// Times are RFC 3339 in UTC or null. A figure is {"key","name","definition","state","seconds"}; state is `value`, `n/a`
/// or `invalid`, seconds is null unless it is a value. Ends with a line feed.
std::string render_json(const DraftInput& input);

}  // namespace tocsin::postmortem
