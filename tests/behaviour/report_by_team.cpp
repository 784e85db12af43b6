// `report --by team`: the team of an incident is the escalation policy of its service.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("incidents are counted by the escalation policy of their service, and those without one by themselves") {
    Story story(kTeamFile);
    story.declare(kBob, "sev3 Checkout is slow --service checkout");
    story.declare(kBob, "sev3 Something else");
    const auto answer = story.api("GET", "/api/v1/report?from=2020-01-01&to=2099-01-01&by=team&format=csv");
    CHECK(answer.status == 200);
    CHECK_THAT(answer.body, Contains("payments,1") && Contains("(none),1"));
    story.all_was_expected();
}
