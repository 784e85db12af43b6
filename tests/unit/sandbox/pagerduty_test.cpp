#include <catch2/catch.hpp>

#include "tests/unit/sandbox/sandbox_test.hpp"

namespace tocsin::sandbox {

using nlohmann::json;
using std::chrono::seconds;

TEST_CASE("an event opens an incident, assigns and notifies who is on call") {
    PagerDutyFixture f;
    json event = f.event("trigger", "tocsin-1");
    event["links"] = json::array({{{"href", "https://slack.example.com/c"}, {"text", "channel"}}});
    const net::Response answer = f.enqueue(event);
    CHECK(answer.status == 202);
    CHECK(json::parse(answer.body) ==
          json{{"status", "success"}, {"message", "Event processed"}, {"dedup_key", "tocsin-1"}});
    const PagerDutyIncident incident = f.pagerduty.incidents().at(0);
    CHECK(incident.assignees == std::vector<std::string>{"PU1"});
    CHECK(incident.anybody_notified());
    CHECK(incident.links.size() == 1);
    const json delivered = f.next_event();
    CHECK(delivered["event_type"] == "incident.triggered");
    CHECK(delivered["agent"]["type"] == "events_api_v2_inbound_integration_reference");
    CHECK(f.enqueue(event).status == 202);
    CHECK(f.pagerduty.incidents().size() == 1);
    CHECK(f.pagerduty.take_deliveries().empty());
    f.enqueue(f.event("acknowledge", "tocsin-1"));
    CHECK(f.next_event()["event_type"] == "incident.acknowledged");
    f.enqueue(f.event("resolve", "tocsin-1"));
    CHECK(f.next_event()["event_type"] == "incident.resolved");
    f.enqueue(event);
    CHECK(f.pagerduty.incidents().size() == 2);
    CHECK(f.pagerduty.violations().empty());
}

TEST_CASE("202 is no promise: with nobody on call, nobody is assigned or notified") {
    PagerDutyFixture f;
    f.pagerduty.people_answer(false);
    CHECK(f.enqueue(f.event("trigger", "k")).status == 202);
    const PagerDutyIncident incident = f.pagerduty.incidents().at(0);
    CHECK(incident.assignees.empty());
    CHECK_FALSE(incident.anybody_notified());
    const json log = f.call(f.rest("GET", "/incidents/" + incident.id + "/log_entries"));
    REQUIRE(log["log_entries"].size() == 1);
    CHECK(log["log_entries"][0]["type"] == "trigger_log_entry");
}

TEST_CASE("each limit of an event is refused with its name") {
    PagerDutyFixture f;
    const auto refused = [&](const std::string& pointer, json value) {
        json event = f.event("trigger", "k");
        event[json::json_pointer(pointer)] = std::move(value);
        const net::Response answer = f.enqueue(event);
        return answer.status == 400 ? json::parse(answer.body)["errors"][0].get<std::string>()
                                    : std::to_string(answer.status);
    };
    CHECK(refused("/routing_key", "short").contains("32 characters"));
    CHECK(refused("/routing_key", std::string(32, '0')) == "Invalid routing key");
    CHECK(refused("/event_action", "explode").contains("event_action"));
    CHECK(refused("/dedup_key", std::string(255, 'k')) == "202");
    CHECK(refused("/dedup_key", std::string(256, 'k')).contains("dedup_key"));
    CHECK(refused("/payload/summary", std::string(1024, 's')) == "202");
    CHECK(refused("/payload/summary", std::string(1025, 's')).contains("summary"));
    CHECK(refused("/payload/summary", "").contains("summary"));
    CHECK(refused("/payload/source", "").contains("source"));
    CHECK(refused("/payload/severity", "sev1").contains("severity"));
    CHECK(refused("/payload/timestamp", "noon").contains("timestamp"));
    CHECK(refused("/payload/custom_details", json{{"x", std::string(512 * 1024, 'x')}}).contains("512 KB"));
    CHECK(refused("/payload/colour", "red").contains("colour"));
    CHECK(refused("/images", json::array({{{"src", "http://a"}}})).contains("https"));
    CHECK(refused("/links", json::array({{{"text", "a"}}})).contains("href"));
    CHECK(f.pagerduty.violations().size() == 13);
}

TEST_CASE("120 events a minute for one routing key") {
    PagerDutyFixture f;
    for (int i = 0; i < 120; ++i) CHECK(f.enqueue(f.event("trigger", "k")).status == 202);
    CHECK(f.enqueue(f.event("trigger", "k")).status == 429);
    f.clock.advance(seconds{60});
    CHECK(f.enqueue(f.event("trigger", "k")).status == 202);
}

TEST_CASE("change events are kept and wake nobody") {
    PagerDutyFixture f;
    const json change{{"routing_key", f.key}, {"payload", {{"summary", "Deploy 17"}}}};
    CHECK(f.enqueue(change, "/v2/change/enqueue").status == 202);
    CHECK(f.pagerduty.state().changes.at(0).summary == "Deploy 17");
    CHECK(f.pagerduty.incidents().empty());
}

TEST_CASE("REST asks for the token, the Accept header and a known From") {
    PagerDutyFixture f;
    const std::string id = f.pagerduty.trigger("PS1", "Disk full").value();
    const json ack{{"incident", {{"type", "incident_reference"}, {"status", "acknowledged"}}}};
    net::Request request = f.rest("PUT", "/incidents/" + id, ack, "");
    const net::Response no_from = f.send(request);
    CHECK(no_from.status == 400);
    CHECK(json::parse(no_from.body)["error"]["code"] == 1008);
    CHECK(f.pagerduty.violations().size() == 1);
    CHECK(f.call(f.rest("PUT", "/incidents/" + id, ack, "stranger@example.com"))["error"]["code"] == 1008);
    CHECK(f.pagerduty.violations().size() == 1);
    request.headers = {{"Authorization", "Token token=wrong"}};
    CHECK(f.send(request).status == 401);
    CHECK(f.call(request)["error"]["code"] == 2006);
    request.headers = {{"Authorization", "Token token=sandbox-api-token"}};
    CHECK(f.call(request)["error"]["code"] == 2001);
    CHECK(f.send(f.rest("GET", "/nonsense")).status == 404);
    CHECK(f.call(f.rest("GET", "/incidents/Q404"))["error"]["code"] == 2100);
    CHECK(f.call(f.rest("GET", "/incidents?colour=red"))["error"]["code"] == 2001);
}

TEST_CASE("acknowledging and resolving over REST carry the person, and repeats have their codes") {
    PagerDutyFixture f;
    const std::string id = f.pagerduty.trigger("PS1", "Disk full").value();
    const auto put = [&](const std::string& status, const std::string& from) {
        return f.call(f.rest("PUT", "/incidents/" + id,
                             {{"incident", {{"type", "incident_reference"}, {"status", status}}}}, from));
    };
    CHECK(put("acknowledged", "bob@example.com")["incident"]["status"] == "acknowledged");
    CHECK(f.next_event()["agent"]["id"] == "PU2");
    CHECK(put("acknowledged", "bob@example.com")["error"]["code"] == 1002);
    CHECK(f.call(f.rest("POST", "/incidents/" + id + "/notes",
                        {{"note", {{"content", "looking"}}}}))["note"]["content"] == "looking");
    const json note = f.next_event();
    CHECK(note["event_type"] == "incident.annotated");
    CHECK(note["data"]["type"] == "incident_note");
    CHECK(put("resolved", "alice@example.com")["incident"]["status"] == "resolved");
    CHECK(put("resolved", "alice@example.com")["error"]["code"] == 1001);
    CHECK(put("acknowledged", "alice@example.com")["error"]["code"] == 1001);
    CHECK(f.pagerduty.violations().empty());
}

TEST_CASE("an incident goes to a level of its policy or to users, as the person; what does not fit is refused and changes nothing") {
    PagerDutyFixture f;
    const std::string id = f.pagerduty.trigger("PS1", "Disk full").value();
    f.pagerduty.take_deliveries();
    const auto put = [&](json what, const std::string& from = "alice@example.com") {
        what["type"] = "incident_reference";
        return f.call(f.rest("PUT", "/incidents/" + id, {{"incident", what}}, from));
    };
    const auto to = [](const std::string& user, const std::string& type = "user_reference") {
        return json::array({{{"assignee", {{"id", user}, {"type", type}}}}});
    };
    CHECK(put({{"escalation_level", 2}}, "stranger@example.com")["error"]["code"] == 1008);
    CHECK(put({{"escalation_level", 3}})["error"]["code"] == 2001);
    CHECK(put({{"escalation_level", 0}})["error"]["code"] == 2001);
    CHECK(f.pagerduty.violations().empty());
    CHECK(put({{"escalation_level", 2}})["incident"]["assignments"][0]["assignee"]["id"] == "PU2");
    const json escalated = f.next_event();
    CHECK(escalated["event_type"] == "incident.escalated");
    CHECK(escalated["agent"]["id"] == "PU1");
    CHECK(put({{"assignments", to("PU1")}})["incident"]["assignments"][0]["assignee"]["id"] == "PU1");
    CHECK(f.next_event()["event_type"] == "incident.reassigned");
    CHECK(put({{"assignments", json::array()}})["error"]["code"] == 2001);
    CHECK(put({{"assignments", to("PU404")}})["error"]["code"] == 2001);
    CHECK(put({{"assignments", to("PU1", "user")}})["error"]["code"] == 2001);
    CHECK(put({{"assignments", to("PU1")}, {"escalation_level", 1}})["error"]["code"] == 2001);
    CHECK(put({{"status", "resolved"}})["incident"]["status"] == "resolved");
    CHECK(put({{"escalation_level", 1}})["error"]["code"] == 1001);
    CHECK(put({{"assignments", to("PU2")}})["error"]["code"] == 1001);
    const json log = f.call(f.rest("GET", "/incidents/" + id + "/log_entries"))["log_entries"];
    CHECK(std::ranges::count_if(log, [](const json& entry) { return entry["type"] == "escalate_log_entry" && entry["assignees"][0]["id"] == "PU2"; }) == 1);
}

TEST_CASE("a merge moves the alerts and resolves the source with the reason; both must be open") {
    PagerDutyFixture f;
    const std::string target = f.pagerduty.trigger("PS1", "Errors", {{"5xx", "error", "prometheus", "{}", ""}}).value();
    const std::string source = f.pagerduty.trigger("PS1", "More", {{"4xx", "error", "prometheus", "{}", ""}}).value();
    f.pagerduty.take_deliveries();
    const auto merge = [&](const std::string& into, const json& sources, const std::string& from = "bob@example.com") {
        return f.call(f.rest("PUT", "/incidents/" + into + "/merge", {{"source_incidents", sources}}, from));
    };
    const auto ref = [](const std::string& id) { return json{{"id", id}, {"type", "incident_reference"}}; };
    CHECK(merge(target, json::array({ref(source)}), "stranger@example.com")["error"]["code"] == 1008);
    CHECK(merge(target, json::array())["error"]["code"] == 2001);
    CHECK(merge(target, json::array({ref(target)}))["error"]["code"] == 2001);
    CHECK(merge(target, json::array({ref(source), ref(source)}))["error"]["code"] == 2001);
    CHECK(merge(target, json::array({json{{"id", source}}}))["error"]["code"] == 2001);
    CHECK(merge(target, json::array({ref("Q404")}))["error"]["code"] == 2100);
    CHECK(merge(target, json::array({ref(source)}))["incident"]["id"] == target);
    const json resolved = f.next_event();
    CHECK(resolved["event_type"] == "incident.resolved");
    CHECK(resolved["agent"]["id"] == "PU2");
    CHECK(resolved["data"]["resolve_reason"]["incident"]["id"] == target);
    CHECK(f.call(f.rest("GET", "/incidents/" + source))["incident"]["resolve_reason"]["type"] == "merge_resolve_reason");
    CHECK(f.call(f.rest("GET", "/incidents/" + target + "/alerts"))["alerts"].size() == 2);
    CHECK(merge(target, json::array({ref(source)}))["error"]["code"] == 2001);
    CHECK(merge(source, json::array({ref(target)}))["error"]["code"] == 2001);
}

TEST_CASE("REST creates incidents, refuses a second with the same open key, and lists them") {
    PagerDutyFixture f;
    const json wanted{{"incident",
                       {{"type", "incident"},
                        {"title", "Slow"},
                        {"incident_key", "k"},
                        {"service", {{"id", "PS1"}, {"type", "service_reference"}}},
                        {"priority", {{"id", "PP1"}, {"type", "priority_reference"}}}}}};
    CHECK(f.send(f.rest("POST", "/incidents", wanted)).status == 201);
    CHECK(f.send(f.rest("POST", "/incidents", wanted)).status == 400);
    CHECK(
        f.call(f.rest("GET", "/incidents?statuses%5B%5D=triggered&service_ids[]=PS1"))["incidents"].size() ==
        1);
    CHECK(f.call(f.rest("GET", "/incidents?statuses[]=resolved"))["incidents"].empty());
    const net::Response listed = f.send(f.rest("GET", "/incidents?limit=101"));
    CHECK(listed.status == 400);
    CHECK(listed.headers.get("ratelimit-limit") == "960");
}

TEST_CASE("REST knows people, who is on call, services and what an incident's alerts say") {
    PagerDutyFixture f;
    const std::string id =
        f.pagerduty
            .trigger("PS1", "Errors", {{"5xx in eu-1", "error", "prometheus", R"({"region":"eu-1"})", ""}})
            .value();
    CHECK(f.call(f.rest("GET", "/users?query=bob@"))["users"][0]["id"] == "PU2");
    CHECK(f.call(f.rest("GET", "/users/PU1"))["user"]["email"] == "alice@example.com");
    const json oncalls = f.call(f.rest("GET", "/oncalls?escalation_policy_ids[]=PE1"))["oncalls"];
    REQUIRE(oncalls.size() == 2);
    CHECK(oncalls[0]["user"]["id"] == "PU1");
    CHECK(oncalls[0]["schedule"].is_null());
    CHECK(f.call(f.rest("GET", "/services"))["services"][0]["name"] == "Checkout");
    CHECK(f.call(f.rest("GET", "/escalation_policies/PE1"))["escalation_policy"]["escalation_rules"].size() ==
          2);
    CHECK(f.call(f.rest("GET", "/incidents/" + id + "/alerts"))["alerts"][0]["body"]["details"]["region"] ==
          "eu-1");
    const json log = f.call(f.rest("GET", "/incidents/" + id + "/log_entries"))["log_entries"];
    REQUIRE(log.size() == 3);
    CHECK(log[0]["type"] == "notify_log_entry");
    CHECK(log[0]["user"]["id"] == "PU1");
    CHECK(f.pagerduty.violations().empty());
}

TEST_CASE("faults in PagerDuty: applied without an answer, and Retry-After that must be kept") {
    PagerDutyFixture f;
    const net::Request trigger{"POST", "/v2/enqueue", {}, f.event("trigger", "k").dump(), "", {}};
    f.pagerduty.fail_next("POST /v2/enqueue", Fault::drop_after());
    CHECK(std::get<NoAnswer>(f.pagerduty.handle(trigger)).applied);
    CHECK(f.pagerduty.incidents().size() == 1);
    f.pagerduty.fail_next("POST /v2/enqueue", Fault::rate_limited(seconds{10}));
    CHECK(f.send(trigger).status == 429);
    CHECK(f.pagerduty.violations().empty());
    f.clock.advance(seconds{9});
    CHECK(f.send(trigger).status == 429);
    CHECK(f.pagerduty.violations().size() == 1);
    const std::string path = "/incidents/" + f.pagerduty.incidents()[0].id;
    f.pagerduty.fail_next("GET /incidents/{id}", Fault::http(502));
    CHECK(f.send(f.rest("GET", path)).status == 502);
    CHECK(f.send(f.rest("GET", path)).status == 200);
}

}  // namespace tocsin::sandbox
