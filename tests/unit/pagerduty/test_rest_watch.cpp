// What the look at PagerDuty every minute asks, and how it reads the answers.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "bot/base/time_format.hpp"
#include "bot/pagerduty/rest_api.hpp"
#include "bot/pagerduty/rest_decode.hpp"

using namespace tocsin;
using namespace tocsin::pagerduty;
using nlohmann::json;

TEST_CASE("the look's requests are PagerDuty's") {
    const RestAccess access{"secret"};
    CHECK(request::open_incidents(access, 100).path.starts_with("/incidents?statuses%5B%5D=triggered&statuses%5B%5D=acknowledged&"));
    CHECK(request::open_incidents(access, 100).path.ends_with("&limit=100&offset=100"));
    CHECK(request::user(access, "PUBOB").path == "/users/PUBOB");
    const auto priority = request::set_priority(access, PagerDutyIncidentId("P1"), "PRIO2", "a@b.example");
    CHECK(json::parse(priority.body) == json{{"incident", {{"type", "incident_reference"}, {"priority", {{"id", "PRIO2"}, {"type", "priority_reference"}}}}}});
    const auto enable = request::enable_subscription(access, "PSUB");
    CHECK(enable.method == "POST");
    CHECK(enable.path == "/webhook_subscriptions/PSUB/enable");
    for (const auto& [name, value] : enable.headers) CHECK(name != "From");
    CHECK(json::parse(request::activate_subscription(access, "PSUB").body)["webhook_subscription"]["active"] == true);
}

TEST_CASE("status changes come oldest first, other entries are left out") {
    const auto changes = decode_changes(R"({"log_entries":[
        {"type":"resolve_log_entry","created_at":"2026-01-05T10:02:00Z","agent":{"id":"PU1","summary":"Bob"}},
        {"type":"notify_log_entry","created_at":"2026-01-05T10:01:30Z","agent":{"id":"PS1"}},
        {"type":"acknowledge_log_entry_reference","created_at":"2026-01-05T10:01:00Z","agent":{"id":"PU1","summary":"Bob"}},
        {"type":"trigger_log_entry","created_at":"2026-01-05T10:00:00Z","agent":null},
        {"type":"acknowledge_log_entry","created_at":"yesterday","agent":{"id":"PU1"}}]})");
    REQUIRE(changes);
    REQUIRE(changes->size() == 3);
    CHECK((*changes)[0].what == "triggered");
    CHECK((*changes)[1].what == "acknowledged");
    CHECK((*changes)[1].agent == "Bob");
    CHECK((*changes)[2].what == "resolved");
    CHECK((*changes)[2].at == parse_iso8601("2026-01-05T10:02:00Z"));
    CHECK_FALSE(decode_changes("[]}"));
}

TEST_CASE("handing on and merging are PagerDuty's requests, as the person") {
    const RestAccess access{"secret"};
    const auto escalate = request::escalate(access, PagerDutyIncidentId("P1"), 2, "a@b.example");
    CHECK(escalate.method == "PUT");
    CHECK(escalate.path == "/incidents/P1");
    CHECK(json::parse(escalate.body) == json{{"incident", {{"type", "incident_reference"}, {"escalation_level", 2}}}});
    const auto assign = request::assign(access, PagerDutyIncidentId("P1"), "PU1", "a@b.example");
    CHECK(json::parse(assign.body)["incident"]["assignments"] == json::array({{{"assignee", {{"id", "PU1"}, {"type", "user_reference"}}}}}));
    const auto merge = request::merge(access, PagerDutyIncidentId("P1"), {PagerDutyIncidentId("P2"), PagerDutyIncidentId("P3")}, "a@b.example");
    CHECK(merge.method == "PUT");
    CHECK(merge.path == "/incidents/P1/merge");
    CHECK(json::parse(merge.body) == json{{"source_incidents", {{{"id", "P2"}, {"type", "incident_reference"}}, {{"id", "P3"}, {"type", "incident_reference"}}}}});
    for (const auto* request : {&escalate, &assign, &merge}) CHECK(request->headers.back() == std::pair<std::string, std::string>{"From", "a@b.example"});
}

TEST_CASE("an assignment is a reassignment if a person made it and it is no part of another change") {
    const auto changes = decode_changes(R"({"log_entries":[
        {"type":"assign_log_entry","created_at":"2026-01-05T10:30:00Z","agent":{"id":"PS1","type":"service_reference"},"assignees":[{"id":"PU9"}]},
        {"type":"assign_log_entry","created_at":"2026-01-05T10:20:00Z","agent":{"id":"PU1","type":"user_reference"},"assignees":[{"id":"PU3","summary":"Cid"}]},
        {"type":"assign_log_entry","created_at":"2026-01-05T10:20:00Z","agent":{"id":"PU1","type":"user_reference"},"assignees":[{"id":"PU2","summary":"Bob"}]},
        {"type":"assign_log_entry","created_at":"2026-01-05T10:15:01Z","agent":{"id":"PU1","type":"user_reference"},"assignees":[{"id":"PU5"}]},
        {"type":"delegate_log_entry","created_at":"2026-01-05T10:15:00Z","agent":{"id":"PU1","type":"user_reference"}},
        {"type":"assign_log_entry","created_at":"2026-01-05T10:10:01Z","agent":{"id":"PU1","type":"user_reference"},"assignees":[{"id":"PU4"}]},
        {"type":"escalate_log_entry","created_at":"2026-01-05T10:10:00Z","agent":{"id":"PU1","type":"user_reference"},"assignees":[{"id":"PU4","summary":"Dora"}]},
        {"type":"assign_log_entry","created_at":"2026-01-05T10:00:01Z","agent":{"id":"PU1","type":"user_reference"},"assignees":[{"id":"PU1"}]},
        {"type":"trigger_log_entry","created_at":"2026-01-05T10:00:00Z","agent":null}]})");
    REQUIRE(changes);
    REQUIRE(changes->size() == 3);
    CHECK((*changes)[0].what == "triggered");
    CHECK((*changes)[1].what == "escalated");
    CHECK((*changes)[1].assignees.front().name == "Dora");
    CHECK((*changes)[2].what == "reassigned");
    REQUIRE((*changes)[2].assignees.size() == 2);
    CHECK((*changes)[2].assignees[0].name == "Bob");
    CHECK((*changes)[2].assignees[1].name == "Cid");
}

TEST_CASE("who took an incident in, when it was changed, and who is on call at which level") {
    const auto incident = decode_incident(R"({"incident":{"id":"P1","status":"resolved","updated_at":"2026-01-05T10:09:00Z",
        "resolve_reason":{"type":"merge_resolve_reason","incident":{"id":"P2","summary":"Errors"}}}})");
    REQUIRE(incident);
    CHECK(incident->merged_into == "P2");
    CHECK(incident->merged_into_title == "Errors");
    CHECK(incident->updated_at == parse_iso8601("2026-01-05T10:09:00Z"));
    CHECK(decode_incident(R"({"incident":{"id":"P1","resolve_reason":null}})")->merged_into.empty());
    const auto levels = decode_oncalls(R"({"oncalls":[{"escalation_level":2,"user":{"id":"PU2"}},{"escalation_level":1,"user":{"id":"PU1"}}]})");
    REQUIRE(levels);
    CHECK(levels->entries.front().level == 1);
    CHECK(levels->entries.back().user.id == "PU2");
}

TEST_CASE("pages, subscriptions, priorities and users are read") {
    const auto page = decode_incident_page(R"({"incidents":[{"id":"P1","status":"triggered","incident_key":"k","created_at":"2026-01-05T10:00:00Z",
        "priority":{"id":"X","summary":"P2"},"service":{"id":"S","summary":"checkout"}}],"more":true})");
    REQUIRE(page);
    CHECK(page->more);
    CHECK(page->incidents.front().priority == "P2");
    CHECK(page->incidents.front().incident_key == "k");
    CHECK(page->incidents.front().created_at == parse_iso8601("2026-01-05T10:00:00Z"));
    const auto all = decode_subscriptions(R"({"webhook_subscriptions":[{"id":"A","active":true,"delivery_method":{"url":"https://x/","temporarily_disabled":true},
        "filter":{"type":"service_reference","id":"S"}},{"id":"B","active":false,"delivery_method":{"url":null}}]})");
    REQUIRE(all);
    CHECK((*all)[0].temporarily_disabled);
    CHECK((*all)[0].filter_id == "S");
    CHECK_FALSE((*all)[1].active);
    CHECK(decode_priority_id(R"({"priorities":[{"id":"X","name":"P2"}]})", "p2") == "X");
    CHECK(decode_priority_id(R"({"priorities":[]})", "P2") == "");
    CHECK(decode_one_user(R"({"user":{"id":"U","email":"a@b.example"}})")->email == "a@b.example");
}
