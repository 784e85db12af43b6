// Quiet hours: across midnight or not, over whole days, over a change of the clock, and where there is no end of them.
#include "bot/core/quiet.hpp"

#include <catch2/catch.hpp>

#include "bot/base/time_format.hpp"
#include "bot/base/zone_table.hpp"

using namespace tocsin;
using std::chrono::minutes;

namespace {

std::string after(const QuietHours& quiet, const char* at, const char* zone = "UTC") { return format_rfc3339(after_quiet(quiet, *find_zone_table(zone), *parse_iso8601(at))); }

}  // namespace

TEST_CASE("what is not quiet stays as it is, both ends of quiet hours included") {
    const QuietHours quiet;
    CHECK(after(quiet, "2026-11-09T08:00:00Z") == "2026-11-09T08:00:00Z");
    CHECK(after(quiet, "2026-11-09T19:59:59Z") == "2026-11-09T19:59:59Z");
    CHECK(after(quiet, "2026-11-09T20:00:00Z") == "2026-11-10T08:00:00Z");
    CHECK(after(quiet, "2026-11-09T07:59:59Z") == "2026-11-09T08:00:00Z");
}

TEST_CASE("a quiet evening before quiet days ends with them") {
    CHECK(after({}, "2026-11-06T21:30:00Z") == "2026-11-09T08:00:00Z");
    CHECK(after({}, "2026-11-07T12:00:00Z") == "2026-11-09T08:00:00Z");
    CHECK(after({}, "2026-11-06T19:30:00Z", "Europe/Warsaw") == "2026-11-09T07:00:00Z");
    QuietHours noon{std::chrono::hours{12}, std::chrono::hours{14}, {}};
    CHECK(after(noon, "2026-11-07T12:30:00Z") == "2026-11-07T14:00:00Z");
    CHECK(after(noon, "2026-11-07T23:30:00Z") == "2026-11-07T23:30:00Z");
}

TEST_CASE("quiet hours are what the wall clock shows, over its changes") {
    // New York goes back to winter time on Sunday, 1 November 2026, and to summer time on 14 March 2027.
    CHECK(after({}, "2026-10-31T15:00:00Z", "America/New_York") == "2026-11-02T13:00:00Z");
    CHECK(after({}, "2027-03-13T15:00:00Z", "America/New_York") == "2027-03-15T12:00:00Z");
}

TEST_CASE("no quiet hours, and nothing but quiet days") {
    CHECK(after({std::chrono::hours{9}, std::chrono::hours{9}, {}}, "2026-11-07T09:00:00Z") == "2026-11-07T09:00:00Z");
    CHECK(after({std::chrono::hours{20}, std::chrono::hours{8}, {true, true, true, true, true, true, true}}, "2026-11-07T09:00:00Z") == "2026-11-07T09:00:00Z");
}
