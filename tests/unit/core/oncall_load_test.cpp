// The load report's figures: n/a is never 0, own clock, shifts cut to the range.
#include <catch2/catch.hpp>

#include "bot/base/time_format.hpp"
#include "bot/core/oncall_load.hpp"

using namespace tocsin;
using namespace tocsin::oncall;
using std::chrono::minutes;

namespace {

Time at(const char* text) { return *parse_iso8601(text); }

Shift shift(const char* person, const char* from, const char* until, const char* layer = "week") {
    return {PersonId(person), LayerId(layer), {}, 0, at(from), at(until)};
}

PageFact page(const char* person, const char* paged, std::optional<minutes> answered_after = {}, const char* by = "ann") {
    PageFact out{IncidentNumber(1), "P1", PersonId(person), ScheduleId("shop"), at(paged), {}, PersonId(by), false};
    if (answered_after) out.acknowledged_at = out.paged_at + *answered_after;
    return out;
}

std::string zone(const PersonId& person) { return person.value == "nyc" ? "America/New_York" : "UTC"; }

}  // namespace

TEST_CASE("hours are cut to the range, and two layers at once count once") {
    const Duty duty{ScheduleId("shop"), {shift("ann", "2026-11-01T00:00Z", "2026-11-02T00:00Z"), shift("ann", "2026-11-01T12:00Z", "2026-11-02T12:00Z", "night")}};
    const auto rows = load({duty}, {}, zone, at("2026-11-01T06:00Z"), at("2026-11-02T06:00Z"));
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].on_call == std::chrono::hours{24});
    CHECK_FALSE(rows[0].median.has_value());
}

TEST_CASE("an unanswered page is n/a, and in neither figure") {
    std::vector<PageFact> pages;
    for (int i = 1; i <= 10; ++i) pages.push_back(page("ann", "2026-11-02T10:00Z", minutes{i}));
    pages.push_back(page("ann", "2026-11-02T10:00Z"));
    pages.push_back(page("ann", "2026-11-02T10:00Z", minutes{1}, "bob"));
    const auto rows = load({}, pages, zone, at("2026-11-01T00:00Z"), at("2026-12-01T00:00Z"));
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].pages == 12);
    CHECK(rows[0].unacknowledged == 2);
    CHECK(rows[0].acknowledged == 10);
    CHECK(*rows[0].median == std::chrono::seconds{330});
    CHECK(*rows[0].p90 == minutes{9});
}

TEST_CASE("outside hours and night are on the person's own clock") {
    // Monday 02:30 UTC is Sunday evening in New York; Monday 14:00 UTC is 09:00 there.
    const auto rows = load({}, {page("nyc", "2026-11-02T02:30Z"), page("nyc", "2026-11-02T14:00Z"), page("nyc", "2026-11-03T03:00Z"), page("ann", "2026-11-02T18:00Z")}, zone,
                           at("2026-11-01T00:00Z"), at("2026-12-01T00:00Z"));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].outside_hours == 1);
    CHECK(rows[0].at_night == 0);
    CHECK(rows[1].pages == 3);
    CHECK(rows[1].outside_hours == 2);
    CHECK(rows[1].at_night == 1);
}

TEST_CASE("a weekend is outside working hours, and the night ends at seven") {
    // A Saturday at noon; a Monday at 06:59, 07:00 and 21:59.
    const auto rows = load({}, {page("ann", "2026-11-07T12:00Z"), page("ann", "2026-11-02T06:59Z"), page("ann", "2026-11-02T07:00Z"), page("ann", "2026-11-02T21:59Z")}, zone,
                           at("2026-11-01T00:00Z"), at("2026-12-01T00:00Z"));
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].outside_hours == 4);
    CHECK(rows[0].at_night == 1);
}
