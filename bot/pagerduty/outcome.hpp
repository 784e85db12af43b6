// What an answer of PagerDuty means, for both of its APIs. Values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "bot/base/time.hpp"

namespace tocsin::pagerduty {

struct Ok {
    std::string dedup_key;  ///< Events API v2 only
};
struct RateLimited {
    Duration retry_after;
};
/// May be tried again; PagerDuty may have done it all the same, which its own keys make harmless.
struct Retryable {
    std::string why;
};
/// Repeating cannot help. `sentence` says what is wrong and what to do, for a person.
struct Permanent {
    int code = 0;  ///< PagerDuty's own code, or the HTTP status
    std::string sentence;
};
/// It was like that before: counts as done.
struct Already {
    std::string what;
};
using Outcome = std::variant<Ok, RateLimited, Retryable, Permanent, Already>;

/// Seconds of a Retry-After or ratelimit-reset header; 30 s if it is missing or no number; at most an hour.
Duration retry_after_of(std::string_view header);

}  // namespace tocsin::pagerduty
