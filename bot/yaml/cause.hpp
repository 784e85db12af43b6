// What probably is wrong with a text that is no YAML: slips that the library notices only lines later, or names by what they led to.
// Knows no YAML library. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// A sentence, or nothing. `line` counts from 0: where the library gave up.
std::string likely_cause(std::string_view yaml, int line);

}  // namespace tocsin
