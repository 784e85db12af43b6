// What PagerDuty's webhooks are answered, input by input (design §4), and what is kept of each.
#include "tests/unit/edge/edge_bench.hpp"

using namespace tocsin;
using namespace tocsin::testing;
using Catch::Contains;

namespace {

struct PagerDutyBench : EdgeBench {
    PagerDutyBench() { open(); }
    void open(std::vector<std::string> secrets = {kSecret}, pagerduty::Client* client = nullptr) {
        endpoint.emplace(parts(), std::move(secrets), client);
        router = {};
        endpoint->add_routes(router);
    }
    /// An incident of PagerDuty's that was triggered now, or `ago` before.
    std::string triggered(const std::string& event = "E1", const std::string& incident = "PD1", Duration ago = {}) {
        const nlohmann::json body{{"event", {{"id", event}, {"event_type", "incident.triggered"}, {"resource_type", "incident"},
                                             {"occurred_at", format_rfc3339(bench.clock.now() - ago)},
                                             {"agent", {{"id", "PU1"}, {"type", "user_reference"}, {"summary", "Dora"}}},
                                             {"data", {{"id", incident}, {"type", "incident"}, {"number", 1}, {"status", "triggered"},
                                                       {"title", "Checkout: errors region=eu"}, {"urgency", "high"},
                                                       {"service", {{"id", "PS1"}, {"type", "service_reference"}, {"summary", "Checkout"}}}}}}}};
        return body.dump();
    }
    std::string of_type(const std::string& type) {
        return R"({"event":{"id":"E9","event_type":")" + type + R"(","occurred_at":")" + format_rfc3339(bench.clock.now()) + R"(","data":{"message":"hi"}}})";
    }

    std::optional<edge::PagerDutyEndpoint> endpoint;
};

}  // namespace

TEST_CASE("PagerDuty: whatever is wrong with the signature, the answer is the same bytes and nothing reaches the store") {
    PagerDutyBench p;
    p.open({"", kSecret});
    const std::string good = pagerduty::sign(kSecret, p.triggered());
    std::vector<std::vector<std::string>> signatures{{}, {""}, {"v1="}, {"v0=" + good.substr(3)}, {pagerduty::sign("another", p.triggered())},
                                                     {pagerduty::sign("", p.triggered())}, {good, good}, {"nonsense"}};
    for (const auto& values : signatures) {
        auto request = p.request("POST", "/pagerduty/webhook", p.triggered());
        for (const auto& value : values) request.headers.add("X-PagerDuty-Signature", value);
        CHECK(bytes_of(p.deliver(request)) == bytes_of(edge::unauthenticated()));
    }
    auto tampered = p.pagerduty_request(p.triggered());
    tampered.body += " ";
    CHECK(p.deliver(tampered).status == 401);
    CHECK(p.store.submitted == 0);
    CHECK_THAT(p.bench.metrics.render(), Contains("tocsin_unauthenticated_total{source=\"pagerduty\"} 9\n"));
}

TEST_CASE("authentic but malformed is 202 and kept; where it cannot be kept, 503 and never a refusal") {
    PagerDutyBench p;
    const std::vector<std::string> malformed{"{\"event\":", "[]", "", R"({"event":{"id":7}})", R"({"event":{"id":"E1","event_type":"incident.triggered"}})",
                                             R"({"event":{"id":"","event_type":"pagey.ping","occurred_at":"2026-01-02T03:04:05Z","data":{}}})"};
    for (const auto& body : malformed) {
        INFO(body);
        CHECK(p.deliver(p.pagerduty_request(body)).status == 202);
    }
    CHECK(p.buried() == malformed);
    CHECK(p.incidents() == 0);
    p.store.refuses_jobs = true;
    for (const auto& body : malformed) CHECK(bytes_of(p.deliver(p.pagerduty_request(body))) == bytes_of(edge::overloaded()));
}

TEST_CASE("a type that nobody knows is 202 and counted as one of many; a ping is 202; neither is stored") {
    PagerDutyBench p;
    for (int i = 0; i < 3; ++i) CHECK(p.deliver(p.pagerduty_request(p.of_type("incident.new_idea_" + std::to_string(i)))).status == 202);
    CHECK(p.deliver(p.pagerduty_request(p.of_type("pagey.ping"))).status == 202);
    CHECK(p.store.submitted == 0);
    const auto metrics = p.bench.metrics.render();
    CHECK_THAT(metrics, Contains("tocsin_ignored_total{source=\"pagerduty\",type=\"unknown\"} 3\n") &&
                            Contains("tocsin_ignored_total{source=\"pagerduty\",type=\"pagey.ping\"} 1\n"));
}

TEST_CASE("an event is known by its signed id: a repeat has no second effect, whatever unsigned headers say") {
    PagerDutyBench p;
    for (const char* webhook : {"W1", "W2", "W3"}) {
        auto request = p.pagerduty_request(p.triggered());
        request.headers.add("X-Webhook-Id", webhook);
        CHECK(p.deliver(request).status == 202);
    }
    CHECK(p.incidents() == 1);
    auto other = p.pagerduty_request(p.triggered("E2", "PD2"));
    other.headers.add("X-Webhook-Id", "W1");
    CHECK(p.deliver(other).status == 202);
    CHECK(p.incidents() == 2);
}

TEST_CASE("a note that PagerDuty sends twice is one note, the same words as another note are another") {
    PagerDutyBench p;
    p.deliver(p.pagerduty_request(p.triggered()));
    const auto annotated = [&](const std::string& event, const std::string& note) {
        return p.pagerduty_request(R"({"event":{"id":")" + event + R"(","event_type":"incident.annotated","occurred_at":")" + format_rfc3339(p.bench.clock.now()) +
                                   R"(","data":{"id":")" + note + R"(","type":"incident_note","content":"the cache is cold","trimmed":false,)"
                                   R"("incident":{"id":"PD1","type":"incident_reference"}}}})");
    };
    const auto before = p.bench.events(IncidentNumber(1)).size();
    for (int i = 0; i < 3; ++i) CHECK(p.deliver(annotated("E2", "N1")).status == 202);
    CHECK(p.bench.events(IncidentNumber(1)).size() == before + 1);
    CHECK(p.deliver(annotated("E3", "N2")).status == 202);
    CHECK(p.deliver(annotated("E4", "N2")).status == 202);
    CHECK(p.bench.events(IncidentNumber(1)).size() == before + 2);
}

TEST_CASE("an event of seven days ago counts, an older one is kept without effect") {
    PagerDutyBench p;
    CHECK(p.deliver(p.pagerduty_request(p.triggered("E1", "PD1", hours{24 * 7} + seconds{1}))).status == 202);
    CHECK(p.incidents() == 0);
    CHECK(p.dead_letters() == 1);
    CHECK(p.deliver(p.pagerduty_request(p.triggered("E2", "PD2", hours{24 * 7}))).status == 202);
    CHECK(p.incidents() == 1);
}

TEST_CASE("overload is 503 with Retry-After, and PagerDuty's next try has its effect") {
    PagerDutyBench p;
    p.store.refuses_jobs = true;
    const auto refused = p.deliver(p.pagerduty_request(p.triggered()));
    CHECK(refused.status == 503);
    CHECK_FALSE(refused.headers.get("Retry-After").empty());
    p.store.refuses_jobs = false;
    CHECK(p.deliver(p.pagerduty_request(p.triggered())).status == 202);
    CHECK(p.incidents() == 1);
}

TEST_CASE("an event that the store had no time for in 2.5 s is 503: withdrawn it has no effect") {
    PagerDutyBench p;
    p.open();
    // So that its agent is no news: then the event itself is the only job.
    p.deliver(p.pagerduty_request(p.triggered("E0", "PD0")));
    CHECK(bytes_of(p.deliver_too_late(p.pagerduty_request(p.triggered()))) == bytes_of(edge::overloaded()));
    CHECK(p.incidents() == 1);
}

TEST_CASE("an event that had begun is not 2xx before it is kept; its repeat is, and it counts once") {
    PagerDutyBench p;
    p.deliver(p.pagerduty_request(p.triggered("E0", "PD0")));
    const auto answer = p.deliver_while_running(p.pagerduty_request(p.triggered()));
    p.bench.pump();
    REQUIRE(answer->value);
    CHECK(answer->value->status == 503);
    CHECK(p.deliver(p.pagerduty_request(p.triggered())).status == 202);
    CHECK(p.incidents() == 2);
}

TEST_CASE("whoever acted in PagerDuty is known by name afterwards") {
    PagerDutyBench p;
    p.deliver(p.pagerduty_request(p.triggered()));
    CHECK(p.directory.person("pagerduty:PU1") == "Dora");
    CHECK(p.bench.events(IncidentNumber(1)).front().source.value == "pagerduty");
}

TEST_CASE("labels are fetched only where a rule joins by them, and a slow PagerDuty costs 1.5 s and not the incident") {
    PagerDutyBench p;
    pagerduty::Client client{p.http, "https://api.pagerduty.com", "https://events.pagerduty.com", "token"};
    p.open({kSecret}, &client);
    p.deliver(p.pagerduty_request(p.triggered("E1", "PD1")));
    CHECK(p.http.sent.empty());
    handlers::JoinRule rule;
    rule.same = {"label.region"};
    p.bench.settings.pagerduty.join = {rule};
    p.http.hang("/alerts");
    const Time came = p.bench.clock.now();
    const auto answer = p.begin(p.pagerduty_request(p.triggered("E2", "PD2")));
    p.bench.advance(milliseconds{1500});
    REQUIRE(answer->value);
    CHECK(answer->value->status == 202);
    CHECK(p.bench.clock.now() - came == milliseconds{1500});
    CHECK_THAT(p.http.sent.at(0).url, Contains("/incidents/PD2/alerts"));
    p.http.answer("/alerts", 500, "");
    CHECK(p.deliver(p.pagerduty_request(p.triggered("E3", "PD3"))).status == 202);
    p.http.answer("/alerts", 200, "<html>");
    CHECK(p.deliver(p.pagerduty_request(p.triggered("E4", "PD4"))).status == 202);
    for (const char* id : {"PD1", "PD2", "PD3", "PD4"}) {
        bool known = false;
        p.bench.look([&](const store::Snapshot& view) { known = view.tables().pagerduty.find(PagerDutyIncidentId(id)).has_value(); });
        INFO(id);
        CHECK(known);
    }
}
