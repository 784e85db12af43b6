// The same delivery many times at once, and different ones in one commit, as signed bytes over TLS: one effect, one answer (design G2).
#include "tests/unit/edge/at_once_bench.hpp"

#include <algorithm>

using namespace tocsin;
using namespace tocsin::testing;

namespace {

constexpr int kThreads = 8;
constexpr int kTimes = 4;

std::string triggered(const std::string& event, const std::string& incident, const std::string& service = "PS1") {
    return R"({"event":{"id":")" + event + R"(","event_type":"incident.triggered","resource_type":"incident","occurred_at":"2026-01-02T03:04:05Z",)" +
           R"("agent":{"id":"PU1","type":"user_reference","summary":"Dora"},"data":{"id":")" + incident +
           R"(","type":"incident","number":1,"status":"triggered","title":"Checkout: errors","urgency":"high","service":{"id":")" + service +
           R"(","type":"service_reference","summary":"Checkout"}}}})";
}

std::size_t count(const std::vector<std::string>& all, const std::string& one) { return static_cast<std::size_t>(std::ranges::count(all, one)); }

void check_all_alike(const std::vector<std::string>& answers, const std::string& status) {
    REQUIRE(answers.size() == kThreads * kTimes);
    CHECK(answers.front().starts_with("HTTP/1.1 " + status));
    CHECK(count(answers, answers.front()) == answers.size());
}

}  // namespace

TEST_CASE("a command that comes four times at once from each of eight threads has one effect and one answer") {
    AtOnceBench b;
    const auto declare = b.slack_bytes("declare sev2 Checkout is failing", "1.1");
    check_all_alike(b.deliver(kThreads, kTimes, {declare}), "200");
    CHECK(b.incidents() == 1);
    const auto note = b.slack_bytes("note INC-1 the cache is cold", "1.2");
    check_all_alike(b.deliver(kThreads, kTimes, {note}), "200");
    CHECK(count(b.kinds(1), "note_added") == 1);
    CHECK(count(b.kinds(1), "declared") == 1);
}

TEST_CASE("the same while all of them wait for one commit") {
    AtOnceBench b;
    // What is learnt of the person is a job of its own.
    b.deliver(b.slack_bytes("list", "1.0"));
    std::vector<std::string> answers;
    b.hold();
    {
        std::jthread sender([&] { answers = b.deliver(kThreads, kTimes, {b.slack_bytes("declare sev2 Checkout is failing", "1.1")}); });
        CHECK(b.wait_for_jobs(kThreads * kTimes));
        b.let_go();
    }
    check_all_alike(answers, "200");
    CHECK(b.incidents() == 1);
    CHECK(count(b.kinds(1), "declared") == 1);
}

TEST_CASE("a webhook that comes four times at once from each of eight threads has one effect and one answer") {
    AtOnceBench b;
    check_all_alike(b.deliver(kThreads, kTimes, {b.pagerduty_bytes(triggered("E1", "PD1"))}), "202");
    CHECK(b.incidents() == 1);
    CHECK(count(b.kinds(1), "pagerduty_linked") == 1);
}

TEST_CASE("two triggers of one service in one commit are one incident, and both stand on its timeline") {
    AtOnceBench b;
    // So that the agent is no news, and the two triggers are all that waits.
    b.deliver(b.pagerduty_bytes(triggered("E0", "PD0", "PS0")));
    REQUIRE(b.incidents() == 1);
    const auto before = b.stats();
    std::vector<std::string> answers;
    b.hold();
    {
        const std::vector<std::string> two{b.pagerduty_bytes(triggered("E1", "PD1")), b.pagerduty_bytes(triggered("E2", "PD2"))};
        std::jthread sender([&] { answers = b.deliver(1, 1, two); });
        CHECK(b.wait_for_jobs(2));
        b.let_go();
    }
    for (const auto& answer : answers) CHECK(answer.starts_with("HTTP/1.1 202"));
    CHECK(b.stats().jobs == before.jobs + 3);
    CHECK(b.stats().commits == before.commits + 2);
    CHECK(b.incidents() == 2);
    CHECK(count(b.kinds(2), "pagerduty_linked") == 2);
    CHECK(count(b.kinds(2), "alert_joined") == 1);
    b.look([](const store::Snapshot& view) { CHECK(view.find(IncidentNumber(2))->pagerduty.size() == 2); });
}
