// When the next call of a method may go out: Slack's tiers per method and minute, one message a second and channel, and
// whatever Retry-After said (docs: apis/web-api/rate-limits). Sans I/O: owned by the dispatcher, on its thread.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin::slack {

/// Calls a minute that Slack promises for the method; 50 (tier 3) for one that the table does not know.
int calls_per_minute(std::string_view method);

class RateLimiter {
public:
    /// The first moment, `now` or later, at which the call may go out.
    Time earliest(std::string_view method, const ChannelId& channel, Time now) const;
    void note_sent(std::string_view method, const ChannelId& channel, Time now);
    /// It was answered. When Slack counted a message lies somewhere before that: only from here on is a second of ours one of theirs too.
    void note_answered(std::string_view method, const ChannelId& channel, Time now);
    /// Slack answered 429: nothing of this method before `until`.
    void note_retry_after(std::string_view method, Time until);

private:
    void forget(Time now);

    std::map<std::string, std::deque<Time>, std::less<>> sent_;  ///< by method, the last minute, oldest first
    std::map<std::string, Time, std::less<>> blocked_until_;     ///< by method
    std::map<std::string, Time, std::less<>> last_post_;         ///< by channel id
};

}  // namespace tocsin::slack
