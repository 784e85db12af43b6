#include "bot/postmortem/report.hpp"
#include "tests/unit/postmortem/story.hpp"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

using namespace tocsin;
using namespace tocsin::postmortem;
using namespace tocsin::postmortem::tests;
using namespace std::chrono_literals;

namespace {

Time day(int n) { return time_from_unix_seconds(1'767'225'600 + 86'400LL * n); }

ReportRow row(std::string service, Figure ttr, int declared = 1) {
    ReportRow out;
    out.service = ServiceName(std::move(service));
    out.severity = Severity::sev2;
    out.declared = day(declared);
    out.timings.figures.fill(MissingTime{"started"});
    out.timings.figures[3] = ttr;
    return out;
}
Figure minutes_of(int m) { return Duration{std::chrono::minutes{m}}; }
Report by_service(const std::vector<ReportRow>& rows) { return build_report(rows, GroupBy::service, day(0), day(30)); }

}  // namespace

TEST_CASE("median and p90 are of the values alone, n/a and invalid are counted") {
    std::vector<ReportRow> rows;
    for (int m = 1; m <= 10; ++m) rows.push_back(row("checkout", minutes_of(m)));
    rows.push_back(row("checkout", MissingTime{"resolved"}));
    rows.push_back(row("checkout", EndBeforeStart{3min}));
    const auto report = by_service(rows);
    REQUIRE(report.groups.size() == 1);
    const auto& ttr = report.groups[0].figures[3];
    CHECK(report.groups[0].incidents == 12);
    CHECK(ttr.values == 10);
    CHECK(ttr.not_available == 1);
    CHECK(ttr.invalid == 1);
    CHECK(ttr.median == Duration{5min});
    CHECK(ttr.p90 == Duration{9min});
    CHECK_FALSE(report.groups[0].figures[0].median);
    CHECK(report.groups[0].figures[0].not_available == 12);
}

TEST_CASE("percentiles of few values") {
    CHECK(by_service({row("a", minutes_of(7))}).groups[0].figures[3].p90 == Duration{7min});
    CHECK(by_service({row("a", minutes_of(9)), row("a", minutes_of(1))}).groups[0].figures[3].median == Duration{1min});
    CHECK(by_service({row("a", minutes_of(9)), row("a", minutes_of(1))}).groups[0].figures[3].p90 == Duration{9min});
    CHECK_FALSE(by_service({}).total.figures[3].median);
}

TEST_CASE("drills and merged incidents are left out and said to be") {
    auto drill = row("a", minutes_of(100)), merged = row("a", minutes_of(100)), both = row("a", minutes_of(100));
    drill.drill = both.drill = merged.merged = both.merged = true;
    const auto report = by_service({drill, merged, both, row("a", minutes_of(1))});
    CHECK(report.total.incidents == 1);
    CHECK(report.drills == 2);
    CHECK(report.merged == 1);
    CHECK(holds(report_table(report), "Left out: 2 drills, 1 merged incidents."));
}

TEST_CASE("the period takes its start and leaves its end") {
    const auto report = by_service({row("a", minutes_of(1), -1), row("a", minutes_of(1), 0), row("a", minutes_of(1), 30)});
    CHECK(report.total.incidents == 1);
}

TEST_CASE("groups by service, severity or team") {
    auto one = row("a", minutes_of(1)), two = row("", minutes_of(2));
    one.team = "payments";
    two.severity = Severity::sev1;
    const std::vector rows{one, two};
    CHECK(by_service(rows).groups[0].name == "(none)");
    CHECK(build_report(rows, GroupBy::severity, day(0), day(30)).groups[0].name == "SEV1");
    CHECK(build_report(rows, GroupBy::team, day(0), day(30)).groups[1].name == "payments");
    CHECK(group_by("team") == GroupBy::team);
    CHECK_FALSE(group_by("color"));
}

TEST_CASE("the table prints definitions beside the figures") {
    const auto table = report_table(by_service({row("checkout", minutes_of(90))}));
    CHECK(holds(table, "1 h 30 min"));
    CHECK(holds(table, "TTR, time to resolve: resolved − started"));
    CHECK(holds(table, "n/a: a time was never recorded."));
}

TEST_CASE("CSV quotes and guards against formulas") {
    const auto csv = report_csv(by_service({row("=cmd|' /C calc'!A0", minutes_of(1)), row("a,\"b\"", MissingTime{"x"}), row("-1+2", EndBeforeStart{1min})}));
    CHECK(holds(csv, "\r\n'=cmd|' /C calc'!A0,1,"));
    CHECK(holds(csv, "\r\n\"a,\"\"b\"\"\",1,"));
    CHECK(holds(csv, "\r\n'-1+2,1,"));
    CHECK(holds(csv, "ttr_median_seconds,ttr_p90_seconds,ttr_values,ttr_na,ttr_invalid,left_out_drills,left_out_merged\r\n"));
    CHECK(holds(csv, "n/a,n/a,0,0,1,,\r\n"));
}

TEST_CASE("JSON has numbers or null") {
    const auto json = nlohmann::json::parse(report_json(by_service({row("a", minutes_of(1))})));
    CHECK(json["groups"][0]["ttr"]["median_seconds"] == 60);
    CHECK(json["groups"][0]["ttd"]["median_seconds"].is_null());
    CHECK(json["groups"][0]["ttd"]["n/a"] == 1);
    CHECK(json["left_out"]["drills"] == 0);
    CHECK(json["definitions"]["tta"] == "first acknowledged − started");
}
