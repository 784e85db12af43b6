// The on-call load report: what being on call cost each person, computed from recorded shifts and pages and from nothing else. Pure;
// any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/core/oncall_calendar.hpp"

namespace tocsin::oncall {

/// Whom a page reached, when, and what came of it.
struct PageFact {
    IncidentNumber incident;
    std::string page;
    PersonId person;
    ScheduleId schedule;                    ///< through which; empty if the step named the person
    Time paged_at;
    std::optional<Time> acknowledged_at;    ///< of the page, by anybody
    PersonId acknowledged_by;
    bool passed = false;                    ///< a later step fired first
};

/// Shifts of one schedule in the range.
struct Duty {
    ScheduleId schedule;
    std::vector<Shift> shifts;
};

/// One person on one schedule; the schedule is empty for pages to the person alone.
struct Load {
    PersonId person;
    ScheduleId schedule;
    Duration on_call{0};
    int pages = 0;
    int outside_hours = 0;   ///< not Monday to Friday 9 to 18 in the person's zone
    int at_night = 0;        ///< 22 to 7 in the person's zone
    int acknowledged = 0;    ///< by this person, after being paged
    std::optional<Duration> median;  ///< time to acknowledge, of those; nothing if there are none
    std::optional<Duration> p90;     ///< the least time within which nine of ten were
    int unacknowledged = 0;  ///< n/a in both figures: nobody or somebody else did
    int passed = 0;          ///< escalations that went on past them

    friend bool operator==(const Load&, const Load&) = default;
};

/// The zone of a person, as an IANA name.
using ZoneOf = std::function<std::string(const PersonId&)>;

/// By person and schedule. Shifts are cut to [from, to); pages outside of it do not count.
std::vector<Load> load(const std::vector<Duty>& duties, const std::vector<PageFact>& pages, const ZoneOf& zone_of, Time from, Time to);

/// What each figure means, printed beside it.
inline constexpr std::string_view kLoadDefinitions =
    "hours: on call, as recorded. pages: times a page reached the person. outside: not Mon-Fri 9-18, night: 22-7, both on the person's own clock. "
    "median, p90: from being paged to the person's own acknowledgement. n/a: pages that this person did not acknowledge; they are in neither figure. "
    "passed: pages that went on to a later step first. Drills and merged incidents are left out.";

}  // namespace tocsin::oncall
