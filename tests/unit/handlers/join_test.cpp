#include "handlers/join.hpp"

#include <catch2/catch.hpp>

using namespace tocsin;
using namespace tocsin::handlers;
using namespace std::chrono_literals;

namespace {

const Time kNoon = time_from_unix_seconds(43'200);

store::PagerDutyAlert alert(const char* id, int incident, const char* service, Duration before, std::map<std::string, std::string> labels = {}) {
    return {PagerDutyIncidentId(id), IncidentNumber(incident), PagerDutyServiceId(service), service, std::move(labels), kNoon - before};
}

}  // namespace

TEST_CASE("a trigger joins the newest incident of its service within the time") {
    const JoinRule rule{5min, {"service"}, 1};
    const store::PagerDutyAlert recent[] = {alert("Q1", 1, "checkout", 4min), alert("Q2", 2, "checkout", 1min), alert("Q3", 3, "payments", 0min)};
    const auto choice = choose_join({&rule, 1}, alert("Q9", 0, "checkout", 0min), recent);
    REQUIRE(choice);
    CHECK(choice->incident == IncidentNumber(2));
    CHECK(choice->rule == "same service within 5 min");
    CHECK_FALSE(choose_join({&rule, 1}, alert("Q9", 0, "search", 0min), recent));
    const store::PagerDutyAlert old[] = {alert("Q1", 1, "checkout", 6min)};
    CHECK_FALSE(choose_join({&rule, 1}, alert("Q9", 0, "checkout", 0min), old));
}

TEST_CASE("labels must be there and agree, and there must be enough of them") {
    const JoinRule rule{5min, {"label.region"}, 3};
    const auto in_eu = [](const char* id, int incident) { return alert(id, incident, id, 1min, {{"region", "eu"}}); };
    const store::PagerDutyAlert two[] = {in_eu("Q1", 1)};
    CHECK_FALSE(choose_join({&rule, 1}, in_eu("Q9", 0), two));
    const store::PagerDutyAlert three[] = {in_eu("Q1", 1), in_eu("Q2", 2)};
    CHECK(choose_join({&rule, 1}, in_eu("Q9", 0), three)->incident == IncidentNumber(2));
    CHECK_FALSE(choose_join({&rule, 1}, alert("Q9", 0, "x", 0min), three));
    const store::PagerDutyAlert unlabelled[] = {alert("Q1", 1, "x", 0min), alert("Q2", 2, "x", 0min)};
    CHECK_FALSE(choose_join({&rule, 1}, alert("Q9", 0, "x", 0min), unlabelled));
}

TEST_CASE("the first rule that applies decides") {
    const JoinRule rules[] = {{5min, {"label.region"}, 1}, {5min, {"service"}, 1}};
    const store::PagerDutyAlert recent[] = {alert("Q1", 1, "other", 2min, {{"region", "eu"}}), alert("Q2", 2, "checkout", 1min)};
    CHECK(choose_join(rules, alert("Q9", 0, "checkout", 0min, {{"region", "eu"}}), recent)->incident == IncidentNumber(1));
    CHECK(choose_join(rules, alert("Q9", 0, "checkout", 0min), recent)->incident == IncidentNumber(2));
}
