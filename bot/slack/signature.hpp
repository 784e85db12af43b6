// Slack's request signing, version v0 (docs: authentication/verifying-requests-from-slack). Pure; any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bot/base/time.hpp"

namespace tocsin::slack {

/// A timestamp exactly this far from now still counts, on either side (python-slack-sdk: `> 60 * 5` is stale).
inline constexpr std::chrono::seconds kSignatureWindow{300};

/// Which of `secrets` (newest first) signed the raw `body`; nothing if none did, if `timestamp` is no plain decimal
/// number of seconds or is stale. All secrets are tried, each in constant time. An empty secret never matches.
std::optional<std::size_t> verify_signature(std::span<const std::string> secrets, std::string_view timestamp,
                                            std::string_view signature, std::string_view body, Time now);

/// The value of `X-Slack-Signature`: `v0=` and 64 hex digits.
std::string sign(std::string_view secret, std::string_view timestamp, std::string_view body);

}  // namespace tocsin::slack
