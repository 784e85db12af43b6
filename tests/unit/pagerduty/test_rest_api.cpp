#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "bot/base/time_format.hpp"
#include "bot/pagerduty/rest_api.hpp"
#include "bot/pagerduty/rest_decode.hpp"

using namespace tocsin;
using namespace tocsin::pagerduty;
using nlohmann::json;

namespace {

const RestAccess kAccess{"secret"};
const PagerDutyIncidentId kId("P1");

std::string header(const RestRequest& request, std::string_view name) {
    std::string found;
    for (const auto& [key, value] : request.headers)
        if (key == name) found += value;
    return found;
}

}  // namespace

TEST_CASE("requests are PagerDuty's") {
    const auto status = request::set_status(kAccess, kId, delivery::PagerDutyStatus::acknowledged, "a@b.example");
    CHECK(status.method == "PUT");
    CHECK(status.path == "/incidents/P1");
    CHECK(header(status, "From") == "a@b.example");
    CHECK(header(status, "Authorization") == "Token token=secret");
    CHECK(header(status, "Accept") == "application/vnd.pagerduty+json;version=2");
    CHECK(header(status, "Content-Type") == "application/json");
    CHECK(json::parse(status.body) == json{{"incident", {{"type", "incident_reference"}, {"status", "acknowledged"}}}});
    const auto note = request::add_note(kAccess, kId, "seen", "a@b.example");
    CHECK(note.method == "POST");
    CHECK(note.path == "/incidents/P1/notes");
    CHECK(json::parse(note.body) == json{{"note", {{"content", "seen"}}}});
    for (const auto& [made, path] : std::vector<std::pair<RestRequest, std::string>>{
             {request::alerts(kAccess, kId), "/incidents/P1/alerts?limit=100"},
             {request::log_entries(kAccess, kId), "/incidents/P1/log_entries?include%5B%5D=users&limit=100"},
             {request::notes(kAccess, kId), "/incidents/P1/notes"},
             {request::users_by_email(kAccess, "a+b@c.example"), "/users?query=a%2Bb%40c.example&limit=100"},
             {request::service(kAccess, "PS"), "/services/PS"},
             {request::oncalls(kAccess, request::OncallsOf::schedules, {"PX"}, 100), "/oncalls?include%5B%5D=users&limit=100&offset=100&schedule_ids%5B%5D=PX"},
             {request::oncalls(kAccess, request::OncallsOf::policies, {"PE", "PF"}, 0),
              "/oncalls?include%5B%5D=users&limit=100&offset=0&escalation_policy_ids%5B%5D=PE&escalation_policy_ids%5B%5D=PF"}}) {
        CHECK(made.method == "GET");
        CHECK(made.path == path);
        CHECK(made.body.empty());
        CHECK(header(made, "From").empty());
    }
    CHECK(request::incident_by_key(kAccess, "tocsin/42/a b&c").path.starts_with("/incidents?incident_key=tocsin%2F42%2Fa%20b%26c&"));
}

TEST_CASE("what came from outside cannot leave its place in a request") {
    CHECK(request::notes(kAccess, PagerDutyIncidentId("../users?x=1")).path == "/incidents/..%2Fusers%3Fx%3D1/notes");
    CHECK(header(request::add_note(kAccess, kId, "n", "a@b\r\nX-Evil: 1"), "From").find('\n') == std::string::npos);
}

TEST_CASE("answers fall into their classes") {
    const auto coded = [](int status, int code, const std::string& message = "m") {
        return classify_rest(status, "", json{{"error", {{"code", code}, {"message", message}, {"errors", {"e"}}}}}.dump(), "a@b.example");
    };
    CHECK(std::holds_alternative<Ok>(classify_rest(200, "", "{}")));
    CHECK(std::holds_alternative<Ok>(classify_rest(201, "", "")));
    CHECK(std::holds_alternative<Already>(coded(400, 1001)));
    CHECK(std::holds_alternative<Already>(coded(400, 1002)));
    CHECK(std::get<RateLimited>(classify_rest(429, "5", "")).retry_after == std::chrono::seconds(5));
    CHECK(std::holds_alternative<RateLimited>(coded(400, 2020)));
    CHECK(std::holds_alternative<Retryable>(classify_rest(502, "", "<html>")));
    for (const auto& [status, code] : std::vector<std::pair<int, int>>{{400, 2001}, {401, 2006}, {403, 2010}, {402, 2014}, {404, 2100}, {400, 4711}}) {
        const auto refused = std::get<Permanent>(coded(status, code));
        CHECK(refused.code == code);
        CHECK(refused.sentence.find(std::to_string(code) + ", m; e") != std::string::npos);
    }
    CHECK(std::get<Permanent>(classify_rest(401, "", "")).sentence.find("pagerduty.api_token") != std::string::npos);
}

TEST_CASE("somebody whom PagerDuty does not know is told so") {
    for (const std::string& body : {std::string(R"({"error":{"code":1008,"message":"x"}})"),
                                    std::string(R"({"error":{"code":2001,"message":"Invalid Input Provided","errors":["Requester User Not Found"]}})")}) {
        const auto refused = std::get<Permanent>(classify_rest(400, "", body, "a@b.example"));
        CHECK(refused.sentence.find("knows nobody with the e-mail address a@b.example") != std::string::npos);
        CHECK(refused.sentence.find("Nothing was changed there") != std::string::npos);
    }
}

TEST_CASE("an incident with its people") {
    const auto incident = decode_incident(R"({"incident":{"id":"P1","title":"T","status":"acknowledged","html_url":"https://u","urgency":"high",
        "service":{"id":"PS","summary":"checkout"},"escalation_policy":{"id":"PE","summary":"Default"},
        "assignments":[{"assignee":{"id":"PU","summary":"Al","name":"Alice","email":"al@b.example","time_zone":"UTC"}},{"assignee":{"id":"PU"}}],
        "acknowledgements":[{"acknowledger":{"id":"PV","summary":"Bob"}}]}})");
    REQUIRE(incident.has_value());
    CHECK(incident->service == "checkout");
    CHECK(incident->escalation_policy_id == "PE");
    CHECK(incident->assignees == std::vector<User>{{"PU", "Alice", "al@b.example", "UTC"}});
    CHECK(incident->acknowledgers == std::vector<User>{{"PV", "Bob", "", ""}});
    CHECK_FALSE(decode_incident("{}").has_value());
    CHECK(decode_incident(R"({"incident":{"id":7}})").error().message == "PagerDuty's incident: incident.id must be a text");
    CHECK(decode_incident_list(R"({"incidents":[]})").value() == std::nullopt);
    CHECK(decode_incident_list(R"({"incidents":[{"id":"P1"}]})").value()->id == kId);
}

TEST_CASE("labels come from all the places where alerts carry them") {
    const std::string body = R"({"alerts":[
        {"summary":"[eu-west-1] checkout","body":{"type":"alert_body","cef_details":{"details":{"Cluster":"prod-1","pod":"a","count":3}},"details":null}},
        {"summary":"x","body":{"details":{"custom_details":{"cluster":"prod-1","pod":"b"}}}},
        {"summary":"x","body":{"details":{"firing":"Labels:\n - alertname = High5xx\n - namespace = pay\nAnnotations:"}}}]})";
    const auto labels = decode_alerts(body, "Checkout failing");
    REQUIRE(labels.has_value());
    CHECK(labels->at("region") == "eu-west-1");
    CHECK(labels->at("cluster") == "prod-1");
    CHECK(labels->at("count") == "3");
    CHECK(labels->at("alertname") == "High5xx");
    CHECK(labels->at("namespace") == "pay");
    CHECK_FALSE(labels->contains("pod"));
    CHECK(decode_alerts(R"({"alerts":[]})").value().empty());
    CHECK(decode_alerts(R"({"alerts":[]})", "[eu-west-1] x").value() == Labels{{"region", "eu-west-1"}});
    CHECK_FALSE(decode_alerts(R"({"alerts":{}})").has_value());
}

TEST_CASE("labels that alerts contradict each other on are left out whichever comes last") {
    const auto alert = [](const std::string& region) { return R"({"body":{"details":{"region":")" + region + "\"}}}"; };
    CHECK(decode_alerts("{\"alerts\":[" + alert("a") + "," + alert("b") + "," + alert("a") + "]}").value().empty());
    CHECK(decode_alerts("{\"alerts\":[" + alert("a") + "," + alert("a") + "]}").value() == Labels{{"region", "a"}});
}

TEST_CASE("labels of titles are recognised, not guessed") {
    const std::vector<std::pair<std::string, Labels>> rows{
        {"[eu-west-1] checkout is down", {{"region", "eu-west-1"}}},
        {"(us-gov-east-2) x", {{"region", "us-gov-east-2"}}},
        {"europe-west3: disk full", {{"region", "europe-west3"}}},
        {"down in ap-southeast-2, again", {{"region", "ap-southeast-2"}}},
        {"cluster: prod-1 env:staging", {{"cluster", "prod-1"}, {"environment", "staging"}}},
        {"[FIRING:2] High5xx (cluster = prod-1)", {{"cluster", "prod-1"}}},
        {"[region:emea]", {{"region", "emea"}}},
        {"checkout cluster: all down", {}},
        {"north-star is down", {}},
        {"error-code-17 at 10:30", {}},
        {"my-east-coast-service-v2-extra", {}},
        {"", {}},
    };
    for (const auto& [title, labels] : rows) {
        CAPTURE(title);
        CHECK(labels_of_title(title) == labels);
    }
}

TEST_CASE("a flood of labels is bounded") {
    json details = json::object();
    for (int i = 0; i < 1000; ++i) details["name" + std::to_string(i)] = std::string(static_cast<std::size_t>(i), 'v');
    const auto labels = decode_alerts(json{{"alerts", {{{"body", {{"details", details}}}}}}}.dump()).value();
    CHECK(labels.size() == 64);
}

TEST_CASE("who was notified") {
    const auto notified = decode_notified(R"({"log_entries":[
        {"type":"acknowledge_log_entry","agent":{"id":"PU"}},
        {"type":"notify_log_entry","created_at":"2026-01-02T03:04:05Z","user":{"id":"PU","summary":"Alice","email":"a@b.example"},
         "channel":{"type":"auto","notification":{"type":"sms","address":"+1","status":"success"}}},
        {"type":"notify_log_entry_reference","created_at":null,"user":{"id":"PV","summary":"Bob"},"channel":{"type":"email"}}]})");
    REQUIRE(notified.has_value());
    REQUIRE(notified->size() == 2);
    CHECK(notified->at(0).user.email == "a@b.example");
    CHECK(notified->at(0).means == "sms");
    CHECK(notified->at(0).status == "success");
    CHECK(format_rfc3339(*notified->at(0).at) == "2026-01-02T03:04:05Z");
    CHECK(notified->at(1).means == "email");
    CHECK_FALSE(notified->at(1).at.has_value());
}

TEST_CASE("people by address, on call and in notes") {
    const std::string users = R"({"users":[{"id":"P0","name":"A","email":"xal@b.example"},{"id":"P1","name":"Alice","email":"AL@b.example"}]})";
    CHECK(decode_user(users, "al@b.example").value()->id == "P1");
    CHECK(decode_user(users, "l@b.example").value() == std::nullopt);
    CHECK(decode_user(R"({"users":[{"id":"P0","email":""}]})", "a@b").value() == std::nullopt);
    const auto oncalls = decode_oncalls(R"({"more":true,"oncalls":[
        {"escalation_level":2,"user":{"id":"P2","summary":"Bob"},"schedule":null,"escalation_policy":{"id":"PE","summary":"Default"},"end":null},
        {"escalation_level":1,"user":{"id":"P1","name":"Al","email":"al@b.example"},"schedule":{"id":"PX","summary":"Nights"},"end":"2026-01-02T03:00:00Z"}]})");
    REQUIRE(oncalls.has_value());
    CHECK(oncalls->more);
    REQUIRE(oncalls->entries.size() == 2);
    CHECK(oncalls->entries[1].user.name == "Bob");
    CHECK(oncalls->entries[1].policy == "Default");
    CHECK_FALSE(oncalls->entries[1].until);
    CHECK(oncalls->entries[0].user.email == "al@b.example");
    CHECK(oncalls->entries[0].schedule_id == "PX");
    CHECK(format_rfc3339(*oncalls->entries[0].until) == "2026-01-02T03:00:00Z");
    CHECK_FALSE(decode_oncalls(R"({"oncalls":7})"));
    CHECK(decode_service_policy(R"({"service":{"escalation_policy":{"id":"PE"}}})") == "PE");
    CHECK_FALSE(decode_service_policy(R"({"service":{}})"));
    const auto notes = decode_notes(R"({"notes":[{"id":"N1","content":"c","user":{"id":"P1"},"created_at":"2026-01-02T03:04:05Z"}]})");
    CHECK(notes.value().at(0).content == "c");
}
