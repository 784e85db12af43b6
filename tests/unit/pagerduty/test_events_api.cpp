#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "bot/pagerduty/events_api.hpp"

using namespace tocsin;
using namespace tocsin::pagerduty;
using nlohmann::json;

namespace {

Trigger trigger() { return {"R1", "inc-42-checkout", "Checkout is failing", "INC-42", Severity::sev2, "", {}, {}, "", ""}; }

}  // namespace

TEST_CASE("a trigger holds what PagerDuty requires") {
    Trigger full = trigger();
    full.component = "checkout";
    full.details = {{"reason", "5xx"}};
    full.links = {{"https://slack.example/archives/C1", "channel"}, {"javascript:x", "bad"}, {"mailto:a@b", "bad"}};
    full.client = "tocsin";
    full.client_url = "https://tocsin.example.com";
    CHECK(json::parse(trigger_body(full)) ==
          json{{"routing_key", "R1"},
               {"event_action", "trigger"},
               {"dedup_key", "inc-42-checkout"},
               {"payload",
                {{"summary", "Checkout is failing"}, {"source", "INC-42"}, {"severity", "error"}, {"component", "checkout"}, {"custom_details", {{"reason", "5xx"}}}}},
               {"links", json::array({{{"href", "https://slack.example/archives/C1"}, {"text", "channel"}}})},
               {"client", "tocsin"},
               {"client_url", "https://tocsin.example.com"}});
    const auto least = json::parse(trigger_body({"R1", "k", "", "", Severity::unset, "", {}, {}, "", ""}));
    CHECK(least["payload"]["summary"] == "incident");
    CHECK(least["payload"]["source"] == "tocsin");
    CHECK(least["payload"]["severity"] == "critical");
}

TEST_CASE("severities become PagerDuty's") {
    for (const auto& [ours, theirs] : std::vector<std::pair<Severity, std::string>>{{Severity::sev1, "critical"}, {Severity::sev2, "error"},
                                                                                    {Severity::sev3, "warning"}, {Severity::sev4, "info"}, {Severity::sev5, "info"}}) {
        Trigger one = trigger();
        one.severity = ours;
        CHECK(json::parse(trigger_body(one))["payload"]["severity"] == theirs);
    }
}

TEST_CASE("absurd input stays within PagerDuty's limits") {
    Trigger absurd = trigger();
    absurd.summary = std::string(10'000, 's');
    absurd.dedup_key = std::string(10'000, 'k');
    for (int i = 0; i < 500; ++i) {
        absurd.links.emplace_back("https://a.example/" + std::to_string(i), std::string(10'000, 'l'));
        absurd.details[std::to_string(i)] = std::string(10'000, 'd');
    }
    const std::string body = trigger_body(absurd);
    CHECK(body.size() < 512 * 1024);
    const auto made = json::parse(body);
    CHECK(made["payload"]["summary"].get<std::string>().size() <= 1024);
    CHECK(made["dedup_key"].get<std::string>().size() <= 255);
}

TEST_CASE("a dedup key that is too long stays the same key and differs from others") {
    const auto key_in = [](const std::string& body) { return json::parse(body)["dedup_key"].get<std::string>(); };
    const auto key = [&](const std::string& dedup) { return key_in(resolve_body("R1", dedup)); };
    const std::string long_one(300, 'k');
    CHECK(key(long_one) == key(long_one));
    CHECK(key(long_one) != key(long_one + "2"));
    CHECK(key(long_one) == key_in(acknowledge_body("R1", long_one)));
    Trigger same = trigger();
    same.dedup_key = long_one;
    CHECK(key(long_one) == key_in(trigger_body(same)));
    CHECK(key(std::string(255, 'k')) == std::string(255, 'k'));
}

TEST_CASE("answers to an event") {
    CHECK(std::get<Ok>(classify_event(202, "", R"({"status":"success","message":"Event processed","dedup_key":"k"})")).dedup_key == "k");
    CHECK(std::get<RateLimited>(classify_event(429, "12", "")).retry_after == std::chrono::seconds(12));
    CHECK(std::get<RateLimited>(classify_event(429, "", "")).retry_after == std::chrono::seconds(30));
    CHECK(std::holds_alternative<Retryable>(classify_event(500, "", "")));
    CHECK(std::holds_alternative<Retryable>(classify_event(503, "", "x")));
    const auto refused = std::get<Permanent>(
        classify_event(400, "", R"({"status":"invalid event","message":"Event object is invalid","errors":["'routing_key' is invalid"]})"));
    CHECK(refused.code == 400);
    CHECK(refused.sentence.find("'routing_key' is invalid") != std::string::npos);
    CHECK(refused.sentence.find("nobody is woken") != std::string::npos);
    CHECK(std::get<Permanent>(classify_event(404, "", "<html>")).code == 404);
}
