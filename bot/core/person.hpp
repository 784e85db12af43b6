// What we know of a person from Slack and PagerDuty; a cache that may be stale. Values; any thread.
#pragma once

#include <string>

#include "bot/base/time.hpp"
#include "bot/core/ids.hpp"

namespace tocsin {

struct Person {
    ActorId id;
    std::string name;
    std::string email;
    std::string zone = "UTC";  ///< IANA name
    bool guest = false;        ///< single- or multi-channel guest, or from another workspace: may do nothing
    bool bot = false;
    Time fetched_at;
};

}  // namespace tocsin
