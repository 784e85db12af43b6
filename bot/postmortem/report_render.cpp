// A report as text for a terminal, CSV and JSON.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"
#include "bot/postmortem/report.hpp"

namespace tocsin::postmortem {
namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

constexpr std::string_view kShort[] = {"TTD", "TTA", "TTM", "TTR"};

std::string duration_or(std::optional<Duration> span) { return span ? format_duration(*span) : "n/a"; }
std::string seconds_or(std::optional<Duration> span) { return span ? figure_word(*span) : "n/a"; }

/// All groups and then the total.
std::vector<const ReportGroup*> lines_of(const Report& report) {
    std::vector<const ReportGroup*> out;
    out.reserve(report.groups.size() + 1);
    for (const auto& group : report.groups) out.push_back(&group);
    out.push_back(&report.total);
    return out;
}

void append_aligned(std::string& out, const std::vector<Row>& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], text::code_points(row[i]));
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += row[i] + std::string(widths[i] - text::code_points(row[i]) + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
}

/// What a spreadsheet would run as a formula is made text (OWASP: CSV injection).
std::string csv_cell(std::string cell) {
    if (!cell.empty() && std::string_view("=+-@\t\r\n").contains(cell.front())) cell.insert(0, "'");
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    return "\"" + text::replace_all(std::move(cell), "\"", "\"\"") + "\"";
}

std::string csv_line(const Row& cells) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i == 0 ? "" : ",") + csv_cell(cells[i]);
    return out + "\r\n";
}

Json seconds_json(std::optional<Duration> span) {
    return span ? Json(std::chrono::duration<double>(*span).count()) : Json(nullptr);
}

Json group_json(const ReportGroup& group) {
    Json out{{"name", group.name}, {"incidents", group.incidents}};
    for (std::size_t i = 0; i < group.figures.size(); ++i) {
        const auto& f = group.figures[i];
        out[std::string(kMetricDefinitions[i].key)] = {{"values", f.values}, {"n/a", f.not_available}, {"invalid", f.invalid},
                                                       {"median_seconds", seconds_json(f.median)}, {"p90_seconds", seconds_json(f.p90)}};
    }
    return out;
}

}  // namespace

std::string report_table(const Report& report) {
    std::vector<Row> rows{{std::string(name_of(report.by)), "incidents"}};
    for (const auto name : kShort)
        for (const char* what : {" median", " p90", " n/a", " invalid"}) rows[0].push_back(std::string(name) + what);
    for (const auto* group : lines_of(report)) {
        Row row{text::one_line(group->name), std::to_string(group->incidents)};
        for (const auto& f : group->figures)
            row.insert(row.end(), {duration_or(f.median), duration_or(f.p90), std::to_string(f.not_available), std::to_string(f.invalid)});
        rows.push_back(std::move(row));
    }
    std::string out = fmt::format("Incidents declared from {} to {} by {}\n\n", format_utc_minute(report.from),
                                  format_utc_minute(report.to), name_of(report.by));
    append_aligned(out, rows);
    out += fmt::format("\nLeft out: {} drills, {} merged incidents.\n", report.drills, report.merged);
    for (std::size_t i = 0; i < std::size(kShort); ++i)
        out += fmt::format("{}: {}\n", kMetricDefinitions[i].name, kMetricDefinitions[i].definition);
    out += "median, p90: the smallest value measured that half, or nine tenths, of all values do not exceed.\n"
           "n/a: a time was never recorded. invalid: the end lies before the start. Neither is in a median or p90.\n";
    return out;
}

std::string report_csv(const Report& report) {
    Row header{std::string(name_of(report.by)), "incidents"};
    for (std::size_t i = 0; i < std::size(kShort); ++i)
        for (const char* what : {"_median_seconds", "_p90_seconds", "_values", "_na", "_invalid"})
            header.push_back(std::string(kMetricDefinitions[i].key) + what);
    header.insert(header.end(), {"left_out_drills", "left_out_merged"});
    std::string out = csv_line(header);
    for (const auto* group : lines_of(report)) {
        Row row{group->name, std::to_string(group->incidents)};
        for (const auto& f : group->figures)
            row.insert(row.end(), {seconds_or(f.median), seconds_or(f.p90), std::to_string(f.values),
                                   std::to_string(f.not_available), std::to_string(f.invalid)});
        const bool total = group == &report.total;
        row.push_back(total ? std::to_string(report.drills) : "");
        row.push_back(total ? std::to_string(report.merged) : "");
        out += csv_line(row);
    }
    return out;
}

std::string report_json(const Report& report) {
    Json out{{"schema_version", 1}, {"from", format_rfc3339(report.from)}, {"to", format_rfc3339(report.to)}, {"by", name_of(report.by)}};
    out["groups"] = Json::array();
    for (const auto& group : report.groups) out["groups"].push_back(group_json(group));
    out["total"] = group_json(report.total);
    out["left_out"] = {{"drills", report.drills}, {"merged", report.merged}};
    for (std::size_t i = 0; i < std::size(kShort); ++i)
        out["definitions"][std::string(kMetricDefinitions[i].key)] = kMetricDefinitions[i].definition;
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tocsin::postmortem
