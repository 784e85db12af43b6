#include "bot/postmortem/report.hpp"

#include <algorithm>
#include <map>

namespace tocsin::postmortem {
namespace {

constexpr words::Table<GroupBy, 3> kGroupBy{{{GroupBy::service, "service"}, {GroupBy::severity, "severity"}, {GroupBy::team, "team"}}};

std::string group_name(const ReportRow& row, GroupBy by) {
    if (by == GroupBy::severity) return std::string(tocsin::name_of(row.severity));
    const std::string& name = by == GroupBy::service ? row.service.value : row.team;
    return name.empty() ? "(none)" : name;
}

/// The smallest value that at least `percent` of all values do not exceed (nearest rank).
std::optional<Duration> percentile(std::vector<Duration>& values, std::size_t percent) {
    if (values.empty()) return std::nullopt;
    const auto rank = (values.size() * percent + 99) / 100;
    const auto nth = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::ranges::nth_element(values, nth);
    return *nth;
}

ReportFigure figure_of(std::span<const ReportRow* const> rows, std::size_t metric) {
    ReportFigure out;
    std::vector<Duration> values;
    for (const auto* row : rows) {
        const Figure& figure = row->timings.figures[metric];
        if (const auto* span = std::get_if<Duration>(&figure)) values.push_back(*span);
        else if (std::holds_alternative<EndBeforeStart>(figure)) ++out.invalid;
        else ++out.not_available;
    }
    out.values = values.size();
    out.median = percentile(values, 50);
    out.p90 = percentile(values, 90);
    return out;
}

ReportGroup group_of(std::string name, std::span<const ReportRow* const> rows) {
    ReportGroup out{std::move(name), rows.size(), {}};
    for (std::size_t metric = 0; metric < out.figures.size(); ++metric) out.figures[metric] = figure_of(rows, metric);
    return out;
}

}  // namespace

std::optional<GroupBy> group_by(std::string_view word) { return words::find_in(kGroupBy, word); }
std::string_view name_of(GroupBy by) { return words::name_in(kGroupBy, by); }

Report build_report(std::span<const ReportRow> rows, GroupBy by, Time from, Time to) {
    Report report;
    report.from = from;
    report.to = to;
    report.by = by;
    std::vector<const ReportRow*> all;
    std::map<std::string, std::vector<const ReportRow*>> groups;
    for (const auto& row : rows) {
        if (row.declared < from || row.declared >= to) continue;
        if (row.drill) ++report.drills;
        else if (row.merged) ++report.merged;
        else {
            all.push_back(&row);
            groups[group_name(row, by)].push_back(&row);
        }
    }
    for (const auto& [name, members] : groups) report.groups.push_back(group_of(name, members));
    report.total = group_of("total", all);
    return report;
}

}  // namespace tocsin::postmortem
