// Whether everybody was told of the pages of tests/crash/pages_story.cpp. A function; any thread.
#pragma once

#include "tests/crash/remains.hpp"

namespace tocsin::crash {

/// Everybody was told by each rule at its time, and nobody else. Empty, or what is wrong.
std::string what_is_missing(const Remains& remains);

}  // namespace tocsin::crash
