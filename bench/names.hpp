// The names that the benchmark's programs must agree upon. Values; any thread.
#pragma once

#include <fmt/format.h>

#include <string>

namespace tocsin::bench {

inline constexpr const char* kTeam = "T0SANDBOX";
inline constexpr const char* kUser = "U0ALICE";
/// What the load signs with, and what the servers under test are given.
inline constexpr const char* kSecret = "8f742231b10e8888abcd99yyyzzz85a5";

/// The Slack channel of incident `number` (from 1).
inline std::string channel_of(long long number) { return fmt::format("CBENCH{:06}", number); }

}  // namespace tocsin::bench
