#include "bot/sandbox/rate_limits.hpp"

#include <algorithm>

namespace tocsin::sandbox {
namespace {

Duration whole_seconds(Duration wait) {
    return std::max(std::chrono::ceil<std::chrono::seconds>(wait), std::chrono::seconds{1});
}

}  // namespace

Duration RateLimits::held(const std::string& key, Time now) const {
    const auto found = held_until_.find(key);
    return found == held_until_.end() || found->second <= now ? Duration{} : found->second - now;
}

Duration RateLimits::take(const std::string& key, std::size_t count, Duration window, Time now) {
    auto& calls = recent_[key];
    // The clock that is set back is not the service's own.
    std::erase_if(calls, [&](Time at) { return at > now; });
    while (!calls.empty() && calls.front() + window <= now) calls.pop_front();
    if (calls.size() < count) {
        calls.push_back(now);
        return {};
    }
    const Duration wait = whole_seconds(calls.front() + window - now);
    hold(key, now + wait);
    return wait;
}

std::size_t RateLimits::used(const std::string& key, Duration window, Time now) const {
    const auto found = recent_.find(key);
    if (found == recent_.end()) return 0;
    return static_cast<std::size_t>(
        std::ranges::count_if(found->second, [&](Time at) { return at + window > now; }));
}

std::string retry_after_seconds(Duration wait) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(whole_seconds(wait)).count());
}

}  // namespace tocsin::sandbox
