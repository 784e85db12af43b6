#include "bot/oncall/render_load.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bot/base/text.hpp"
#include "bot/base/time_format.hpp"

namespace tocsin::oncall {
namespace {

using Json = nlohmann::ordered_json;

double hours_of(Duration span) { return std::chrono::duration<double, std::ratio<3600>>(span).count(); }

std::string span_text(const std::optional<Duration>& span) { return span ? format_duration(*span) : "n/a"; }

std::string schedule_text(const Load& row) { return row.schedule.empty() ? "(by name)" : row.schedule.value; }

std::string seconds_text(const std::optional<Duration>& span) {
    return span ? fmt::format("{}", std::chrono::duration_cast<std::chrono::seconds>(*span).count()) : "n/a";
}

Json seconds_json(const std::optional<Duration>& span) {
    return span ? Json(std::chrono::duration_cast<std::chrono::seconds>(*span).count()) : Json(nullptr);
}

}  // namespace

std::string load_table(const std::vector<Load>& rows, Time from, Time to) {
    std::string out = fmt::format("on-call load   {} to {}\n\n", format_utc_minute(from), format_utc_minute(to));
    out += fmt::format("{:<20} {:<20} {:>8} {:>6} {:>8} {:>6} {:>8} {:>8} {:>5} {:>7}\n", "person", "schedule", "hours", "pages", "outside", "night", "median", "p90",
                       "n/a", "passed");
    for (const auto& row : rows)
        out += fmt::format("{:<20} {:<20} {:>8.1f} {:>6} {:>8} {:>6} {:>8} {:>8} {:>5} {:>7}\n", row.person.value, schedule_text(row), hours_of(row.on_call), row.pages,
                           row.outside_hours, row.at_night, span_text(row.median), span_text(row.p90), row.unacknowledged, row.passed);
    if (rows.empty()) out += "nothing is recorded for this time\n";
    return out + fmt::format("\n{}\n", kLoadDefinitions);
}

std::string load_csv(const std::vector<Load>& rows) {
    // Ids are letters, digits, `-`, `_` and `.`: the one that a spreadsheet could take for a formula is a leading hyphen.
    const auto cell = [](const std::string& id) { return id.starts_with('-') ? "'" + id : id; };
    std::string out = "person,schedule,hours_on_call,pages,pages_outside_hours,pages_at_night,ack_median_s,ack_p90_s,ack_not_available,passed\r\n";
    for (const auto& row : rows)
        out += fmt::format("{},{},{:.2f},{},{},{},{},{},{},{}\r\n", cell(row.person.value), cell(row.schedule.value), hours_of(row.on_call), row.pages, row.outside_hours,
                           row.at_night, seconds_text(row.median), seconds_text(row.p90), row.unacknowledged, row.passed);
    return out;
}

std::string load_json(const std::vector<Load>& rows, Time from, Time to) {
    Json out{{"from", format_rfc3339(from)}, {"to", format_rfc3339(to)}, {"definitions", kLoadDefinitions}, {"load", Json::array()}};
    for (const auto& row : rows)
        out["load"].push_back({{"person", row.person.value}, {"schedule", row.schedule.empty() ? Json(nullptr) : Json(row.schedule.value)},
                               {"seconds_on_call", std::chrono::duration_cast<std::chrono::seconds>(row.on_call).count()}, {"pages", row.pages},
                               {"pages_outside_hours", row.outside_hours}, {"pages_at_night", row.at_night}, {"acknowledged", row.acknowledged},
                               {"ack_median_s", seconds_json(row.median)}, {"ack_p90_s", seconds_json(row.p90)},
                               {"ack_not_available", row.unacknowledged}, {"passed", row.passed}});
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tocsin::oncall
