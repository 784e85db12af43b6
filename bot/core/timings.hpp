// The figures of one incident, computed from its events and never from its state (design G6): key times, the four times
// to …, time in each severity, who held which role. A figure that cannot be had says why; nothing is guessed and nothing
// is 0 for want of knowledge. Pure; any thread.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bot/core/event.hpp"

namespace tocsin {

/// The figure needs an instant that nobody recorded; `what` names it, e.g. `started`.
struct MissingTime {
    std::string_view what;
    friend bool operator==(const MissingTime&, const MissingTime&) = default;
};
/// The end lies before the start, by `by` (> 0). Shown loudly, left out of every median.
struct EndBeforeStart {
    Duration by;
    friend bool operator==(const EndBeforeStart&, const EndBeforeStart&) = default;
};
using Figure = std::variant<Duration, MissingTime, EndBeforeStart>;

/// `1 h 5 min`; `n/a (started unknown)`; `invalid (ends 5 min before it starts)`.
std::string figure_text(const Figure& figure);
/// Whole seconds as decimal text, rounded down; `n/a`; `invalid`: one word for front matter and CSV.
std::string figure_word(const Figure& figure);
/// From one instant to another, either of which may be unknown.
Figure span_between(std::optional<Time> from, std::string_view from_name, std::optional<Time> to, std::string_view to_name);

enum class Metric : std::uint8_t { ttd, tta, ttm, ttr, page_to_acknowledge };
inline constexpr std::size_t kMetrics = 5;

/// What a metric means. "MTTR" has four meanings in the field, so the definition travels with the number.
struct MetricDefinition {
    Metric metric;
    std::string_view key;   ///< in JSON, CSV and front matter
    std::string_view name;  ///< for people
    std::string_view definition;
};
inline constexpr std::array<MetricDefinition, kMetrics> kMetricDefinitions{{
    {Metric::ttd, "ttd", "TTD, time to detect", "detected − started"},
    {Metric::tta, "tta", "TTA, time to acknowledge", "first acknowledged − started"},
    {Metric::ttm, "ttm", "TTM, time to mitigate", "mitigated − started; after a reopen the last time it was mitigated"},
    {Metric::ttr, "ttr", "TTR, time to resolve", "resolved − started; after a reopen the last time it was resolved"},
    {Metric::page_to_acknowledge, "page_to_acknowledge", "Page to acknowledge",
     "first acknowledged − first page or PagerDuty alert before it; test pages do not count"},
}};
inline constexpr std::string_view kSeverityTimeDefinition =
    "from declared to resolved; the time between a resolve and a reopen is left out";

struct SeverityTime {
    Severity severity = Severity::unset;
    Figure spent;
};
/// One stretch in which one person held a role. Without `to` the role was still held at the end of the record.
struct Tenure {
    Role role = Role::lead;
    ActorId person;
    Time from;
    std::optional<Time> to;
    Figure held;  ///< until `to`, else until the incident ended, else until the record's end
};
/// The incident was over from `ended` until somebody reopened it.
struct Pause {
    Time ended, reopened;
};

struct Timings {
    std::array<std::optional<Time>, kKeyTimes> times{};  ///< by KeyTime, as known at the end
    std::array<Figure, kMetrics> figures{};              ///< by Metric
    std::vector<SeverityTime> severities;                ///< in the order in which they were first reached
    std::vector<Tenure> tenures;                         ///< in the order in which they began
    std::vector<Pause> pauses;
    std::optional<Time> ended;                           ///< last left the open statuses, if it is not open now

    std::optional<Time> time(KeyTime which) const { return times[static_cast<std::size_t>(which)]; }
    const Figure& figure(Metric which) const { return figures[static_cast<std::size_t>(which)]; }
};

/// `events`: one incident's whole timeline in order of seq. `as_of`: up to where an incident that is still open is
/// counted; give the last event's recorded_at, not the wall clock, where the same events must give the same text.
///
/// A key time that a person set wins over what tocsin or PagerDuty recorded; a reopen forgets mitigated and resolved.
/// What was undone did not happen: neither the event nor its reversal counts.
Timings measure(std::span<const Event> events, Time as_of);

/// By index into `events`: taken back or replaced by a later event that names it in `corrects`.
std::vector<bool> corrected(std::span<const Event> events);

}  // namespace tocsin
