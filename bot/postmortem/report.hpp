// The report over many incidents: how many, and the median and 90th percentile of the four times (design G6). Means are
// not given: they mislead where there is no upper bound. Pure; any thread.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bot/core/timings.hpp"

namespace tocsin::postmortem {

/// One incident of the period.
struct ReportRow {
    IncidentNumber number;
    ServiceName service;
    Severity severity = Severity::unset;
    std::string team;  ///< empty if unknown
    Time declared;
    Timings timings;
    bool drill = false;
    bool merged = false;
};

enum class GroupBy { service, severity, team };

/// One of the four times over one group. Percentiles by nearest rank; none if no incident has a value.
struct ReportFigure {
    std::size_t values = 0, not_available = 0, invalid = 0;
    std::optional<Duration> median, p90;
};
struct ReportGroup {
    std::string name;  ///< `(none)` where the incident has no service or team
    std::size_t incidents = 0;
    std::array<ReportFigure, 4> figures{};  ///< by Metric: ttd, tta, ttm, ttr
};
struct Report {
    Time from, to;  ///< declared in [from, to)
    GroupBy by = GroupBy::service;
    std::vector<ReportGroup> groups;  ///< by name
    ReportGroup total;
    std::size_t drills = 0, merged = 0;  ///< left out; a merged drill counts as a drill
};

/// Rows declared outside [from, to) are not looked at.
Report build_report(std::span<const ReportRow> rows, GroupBy by, Time from, Time to);

std::optional<GroupBy> group_by(std::string_view word);
std::string_view name_of(GroupBy by);

/// For a terminal: aligned columns, durations for people, then the definitions and what was left out.
std::string report_table(const Report& report);
/// RFC 4180 with a header row, durations in seconds, CR LF. A cell that a spreadsheet would take for a formula is
/// preceded by `'`.
std::string report_csv(const Report& report);
/// {"schema_version":1,"from","to","by","groups":[…],"total":{…},"left_out":{"drills","merged"},"definitions":{…}}
std::string report_json(const Report& report);

}  // namespace tocsin::postmortem
