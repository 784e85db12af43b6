// PagerDuty's webhook signing, V3: HMAC-SHA256 of the raw body, several signatures while a secret rotates. There is no
// timestamp, so replays are caught by the event's key instead. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::pagerduty {

/// Which of `secrets` (newest first) made one of the comma-separated `v1=` entries of `header`; other entries are
/// ignored, at most 16 are looked at. Every pair is compared in constant time. An empty secret never matches.
/// The caller refuses a repeated header.
std::optional<std::size_t> verify_signature(std::span<const std::string> secrets, std::string_view header,
                                            std::string_view body);

/// The value of `X-PagerDuty-Signature`: `v1=` and 64 hex digits.
std::string sign(std::string_view secret, std::string_view body);

}  // namespace tocsin::pagerduty
