// Whom PagerDuty has on call for a name that it owns, as it last said. Values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bot/base/time.hpp"

namespace tocsin {

/// Somebody on call at PagerDuty.
struct PagerDutyOnCall {
    std::string user;           ///< user id, P…
    std::string name, email;    ///< as PagerDuty has them
    std::int64_t level = 1;     ///< of the escalation policy; 1 is told first
    std::optional<Time> until;  ///< nothing: always

    friend bool operator==(const PagerDutyOnCall&, const PagerDutyOnCall&) = default;
};

/// The answer for one name.
struct PagerDutyDuty {
    std::string id;                        ///< of an escalation policy, a schedule or a service
    std::string name;                      ///< as PagerDuty calls it; empty if nobody is on call
    std::vector<PagerDutyOnCall> on_call;  ///< lowest level first, then by name; nobody twice at a level
    Time said_at;

    friend bool operator==(const PagerDutyDuty&, const PagerDutyDuty&) = default;
};

/// A name to ask for.
struct PagerDutyName {
    std::string id;
    bool service = false;  ///< of a service; else of an escalation policy or a schedule, which look alike

    friend auto operator<=>(const PagerDutyName&, const PagerDutyName&) = default;
};

/// For so long an answer counts as what is so now; after that it is asked for again.
inline constexpr Duration kPagerDutyDutyFresh = std::chrono::minutes{1};

}  // namespace tocsin
