// The API's JSON: what a request may hold and which field is wrong, which status an error has, what an answer looks like.
#include "bot/edge/api_json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace tocsin;
using Catch::Contains;
using nlohmann::json;

namespace {

class NoNames final : public Names {
public:
    std::string person(std::string_view actor) const override { return "<" + std::string(actor) + ">"; }
};
const NoNames kNames;

std::string wrong(const std::string& body) {
    const auto request = edge::decode_command_request(body, "INC");
    INFO(body);
    REQUIRE_FALSE(request);
    CHECK(request.error().code == Errc::invalid_argument);
    return request.error().message;
}

edge::CommandRequest right(const std::string& body) {
    const auto request = edge::decode_command_request(body, "INC");
    INFO(body << (request ? "" : request.error().message));
    REQUIRE(request);
    return *request;
}

Incident incident() {
    Incident out;
    out.number = IncidentNumber(42);
    out.title = "Checkout is failing";
    out.severity = Severity::sev2;
    out.status = Status::investigating;
    out.times[static_cast<std::size_t>(KeyTime::declared)] = time_from_unix_seconds(1'767'323'045);
    return out;
}

}  // namespace

TEST_CASE("a command names its incident by number or by name, or not at all") {
    CHECK(right(R"({"text":"ack"})").incident.none());
    CHECK(right(R"({"text":"ack","incident":null})").incident.none());
    for (const char* named : {"42", "\"42\"", "\"INC-42\"", "\"inc-42\""})
        CHECK(right(R"({"text":"ack","incident":)" + std::string(named) + "}").incident == IncidentNumber(42));
}

TEST_CASE("whatever is wrong with a command, the field is named") {
    for (const char* body : {"", "[]", "nul", "\"ack\"", "{\"text\":\"ack\"", "{\"text\":\"ack\"}x"}) CHECK_THAT(wrong(body), Contains("JSON object"));
    CHECK_THAT(wrong("{}"), Contains("`text` is required"));
    for (const char* text : {"1", "null", "[]", "{}", "true"}) CHECK_THAT(wrong(R"({"text":)" + std::string(text) + "}"), Contains("`text`"));
    CHECK_THAT(wrong(R"({"text":"ack","confirm":true})"), Contains("`confirm` is not a known field"));
    for (const char* number : {"0", "-1", "1.5", "\"\"", "\"INC-\"", "\"OPS-42\"", "\"INC-0\"", "\"INC--1\"", "true", "[42]", "99999999999999999999"})
        CHECK_THAT(wrong(R"({"text":"ack","incident":)" + std::string(number) + "}"), Contains("`incident`") && Contains("INC-42"));
    CHECK_THAT(wrong(R"({"text":"ack","incdent":42})"), Contains("`incdent` is not a known field"));
}

TEST_CASE("a name that is long or not text is shown in a way that harms nobody") {
    const auto message = wrong("{\"text\":\"ack\",\"" + std::string(5000, 'x') + "\":1}");
    CHECK(message.size() < 120);
    CHECK(wrong(R"({"text":"ack","a\u0000\u0002b":1})").find('\x02') == std::string::npos);
}

TEST_CASE("NUL and control characters do not reach the grammar") {
    const auto text = right("{\"text\":\"note a\\u0000b\\u0002c\"}").text;
    CHECK(text.find('\0') == std::string::npos);
    CHECK(text.find('\x02') == std::string::npos);
}

TEST_CASE("each error has one status; a malformed request is 400 and what a path names and is not there 404") {
    const std::pair<Errc, int> statuses[] = {{Errc::invalid_argument, 422}, {Errc::not_found, 422}, {Errc::forbidden, 403},   {Errc::conflict, 409},
                                             {Errc::unauthenticated, 401},  {Errc::too_large, 413}, {Errc::overloaded, 503}, {Errc::unavailable, 503},
                                             {Errc::permanent, 409}};
    for (const auto& [code, status] : statuses) {
        CHECK(edge::status_of(code) == status);
        const bool of_request = code == Errc::invalid_argument || code == Errc::not_found;
        CHECK(edge::error_response({code, "m", ""}).status == (code == Errc::invalid_argument ? 400 : of_request ? 404 : status));
        Reply reply = refuse({code, "m", "h"});
        CHECK(edge::command_response(reply, kNames, "INC", nullptr).status == status);
    }
}

TEST_CASE("an error says what it is and what to do") {
    const auto body = json::parse(edge::error_response({Errc::forbidden, "You may not.", "Ask an admin."}).body);
    CHECK(body == json{{"ok", false}, {"error", "forbidden"}, {"reply", "You may not. Ask an admin."}});
}

TEST_CASE("an answer has its five fields, names instead of ids, and the question if there is one") {
    Reply reply = say(Markup("led by ").person("slack:T1:U1"), IncidentNumber(42));
    const Incident about = incident();
    auto body = json::parse(edge::command_response(reply, kNames, "INC", &about).body);
    CHECK(body["ok"] == true);
    CHECK(body["reply"] == "led by <slack:T1:U1>");
    CHECK(body["incident"] == 42);
    CHECK(body["error"].is_null());
    CHECK(body["data"]["name"] == "INC-42");
    CHECK_FALSE(body.contains("confirm"));
    reply = refuse({Errc::conflict, "Page default?", ""});
    reply.offers.push_back({Button{ButtonAction::confirm_page, {}, Status::triage, {}, {}}, "Page default", true});
    body = json::parse(edge::command_response(reply, kNames, "INC", nullptr).body);
    CHECK(body["ok"] == false);
    CHECK(body["error"] == "conflict");
    CHECK(body["incident"].is_null());
    CHECK(body["data"].is_null());
    CHECK(body["confirm"] == "Page default");
}

TEST_CASE("what an incident lacks is null, never an empty text or a time of zero") {
    const auto body = json::parse(edge::incident_json(incident(), "INC"));
    CHECK(body["times"]["declared"] == "2026-01-02T03:04:05Z");
    for (const char* time : {"started", "detected", "acknowledged", "mitigated", "resolved"}) CHECK(body["times"].at(time).is_null());
    for (const char* field : {"service", "channel", "channel_name", "merged_into", "next_update_due"}) CHECK(body.at(field).is_null());
    for (const char* role : {"lead", "comms", "scribe"}) CHECK(body["roles"].at(role).is_null());
    CHECK(body["severity"] == "SEV2");
    CHECK(body["tasks"] == json::array());
    const std::vector<Incident> two{incident(), incident()};
    CHECK(json::parse(edge::incidents_json(two, "INC"))["incidents"].size() == 2);
    CHECK(edge::incidents_json({}, "INC") == R"({"incidents":[]})");
}

TEST_CASE("a timeline entry says when, who, through what, and what it corrects") {
    Event event;
    event.seq = EventSeq(3);
    event.body = event::NoteAdded{"the cache is cold"};
    event.occurred_at = time_from_unix_seconds(1'767'323'045);
    event.recorded_at = event.occurred_at + std::chrono::seconds{60};
    event.actor = ActorId("slack:T1:U1");
    event.source = Source("api:laptop");
    event.corrects = EventSeq(2);
    const auto entry = json::parse(edge::timeline_json(std::vector{event}, kNames))["events"][0];
    CHECK(entry["seq"] == 3);
    CHECK(entry["kind"] == "note_added");
    CHECK(entry["occurred_at"] == "2026-01-02T03:04:05Z");
    CHECK(entry["recorded_at"] == "2026-01-02T03:05:05Z");
    CHECK(entry["actor"] == "slack:T1:U1");
    CHECK(entry["source"] == "api:laptop");
    CHECK(entry["corrects"] == 2);
    CHECK(entry["link"].is_null());
    CHECK_THAT(entry["text"].get<std::string>(), Contains("the cache is cold"));
}

TEST_CASE("bytes that are no text become U+FFFD instead of an exception") {
    Incident broken = incident();
    broken.title = "a\xff\xfe" "b";
    CHECK(json::parse(edge::incident_json(broken, "INC"))["title"] == "a\uFFFD\uFFFDb");
}
