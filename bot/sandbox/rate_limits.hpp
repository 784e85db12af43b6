// Sliding-window rate limits and the times before which a caller was told not to come back. Owned by a
// simulator; one thread.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "bot/base/time.hpp"

namespace tocsin::sandbox {

class RateLimits {
public:
    /// How long `key` still has to wait because of an earlier Retry-After; zero if it may call.
    Duration held(const std::string& key, Time now) const;
    /// Counts a call. Zero if it is within `count` calls in any `window`; else the wait in whole seconds, and
    /// the key is held for that long.
    Duration take(const std::string& key, std::size_t count, Duration window, Time now);
    void hold(const std::string& key, Time until) { held_until_[key] = until; }
    /// Calls of the window that ends now.
    std::size_t used(const std::string& key, Duration window, Time now) const;

private:
    std::map<std::string, std::deque<Time>> recent_;
    std::map<std::string, Time> held_until_;
};

/// The value of a Retry-After header: whole seconds, rounded up, at least 1.
std::string retry_after_seconds(Duration wait);

}  // namespace tocsin::sandbox
