#include <catch2/catch.hpp>

#include "tests/unit/sandbox/sandbox_test.hpp"

namespace tocsin::sandbox {

using nlohmann::json;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

const json kCard = json::array({{{"type", "actions"},
                                 {"block_id", "acts"},
                                 {"elements",
                                  {{{"type", "button"},
                                    {"action_id", "ack"},
                                    {"value", "INC-1"},
                                    {"text", {{"type", "plain_text"}, {"text", "Ack"}}}}}}}});

std::string field(const net::Request& request, const std::string& name) {
    net::Request query;
    query.target = "/?" + request.body;
    return query.query(name);
}

std::string path_of(const std::string& url) {
    return url.substr(std::string("https://hooks.slack.com").size());
}

net::Response respond(SlackFixture& f, const std::string& url, const json& body) {
    return answered(
        f.slack.handle({"POST", path_of(url), {{"Content-Type", "application/json"}}, body.dump(), "", {}}));
}

}  // namespace

TEST_CASE("a response URL takes five uses in thirty minutes") {
    SlackFixture f;
    const std::string url = field(f.slack.slash_command("U1", "C1", "show"), "response_url");
    for (int i = 0; i < 5; ++i) CHECK(respond(f, url, {{"text", "one"}}).status == 200);
    CHECK(f.slack.violations().empty());
    const net::Response sixth = respond(f, url, {{"text", "one"}});
    CHECK(sixth.status == 404);
    CHECK(sixth.body.contains("expired_url"));
    CHECK(f.slack.ephemerals("U1").size() == 5);
    const std::string late = field(f.slack.slash_command("U1", "C1", "show"), "response_url");
    f.clock.advance(minutes{30} + seconds{1});
    CHECK(respond(f, late, {{"text", "late"}}).status == 404);
    CHECK(respond(f, "https://hooks.slack.com/commands/T/1/guess", {{"text", "x"}}).status == 404);
}

TEST_CASE("response URLs: in_channel is seen by all, delete stands alone, unknown keys are refused") {
    SlackFixture f;
    const std::string url = field(f.slack.slash_command("U1", "C2", "show"), "response_url");
    CHECK(respond(f, url, {{"text", "all"}, {"response_type", "in_channel"}}).status == 200);
    CHECK(f.slack.messages("C2").size() == 1);
    CHECK(respond(f, url, {{"delete_original", true}, {"text", "x"}}).status == 400);
    CHECK(respond(f, url, {{"text", "x"}, {"colour", "red"}}).status == 400);
    CHECK(respond(f, url, {{"text", 5}}).status == 400);
    CHECK(f.slack.violations().size() == 3);
}

TEST_CASE("a press is built from the stored message, and only from a button that is there") {
    SlackFixture f;
    const std::string ts = f.post("C1", {{"text", "card"}, {"blocks", kCard}});
    CHECK(f.slack.buttons("C1", ts) == std::vector<std::string>{"ack"});
    CHECK_FALSE(f.slack.press("U1", "C1", ts, "resolve").has_value());
    const auto pressed = f.slack.press("U1", "C1", ts, "ack");
    REQUIRE(pressed.has_value());
    const json payload = json::parse(field(*pressed, "payload"));
    CHECK(payload["type"] == "block_actions");
    CHECK(payload["actions"][0]["value"] == "INC-1");
    CHECK(payload["actions"][0]["block_id"] == "acts");
    CHECK(payload["message"]["ts"] == ts);
    CHECK(payload["container"]["is_ephemeral"] == false);
    CHECK(respond(f, payload["response_url"], {{"replace_original", true}, {"text", "done"}}).status == 200);
    CHECK(f.slack.messages("C1")[0].text == "done");
    CHECK_FALSE(f.slack.press("U1", "C1", ts, "ack").has_value());
}

TEST_CASE("an ephemeral's button is its reader's, and the press can delete it") {
    SlackFixture f;
    const net::Request command = f.slack.slash_command("U1", "C1", "page checkout");
    f.slack.take_answer(command, net::json_response(200, json{{"text", "sure?"}, {"blocks", kCard}}.dump()));
    const std::string ts = f.slack.ephemerals("U1").at(0).ts;
    CHECK_FALSE(f.slack.press("U2", "C1", ts, "ack").has_value());
    const json payload = json::parse(field(f.slack.press("U1", "C1", ts, "ack").value(), "payload"));
    CHECK_FALSE(payload.contains("message"));
    CHECK(respond(f, payload["response_url"], {{"delete_original", true}}).status == 200);
    CHECK(f.slack.ephemerals("U1").empty());
    CHECK(f.slack.violations().empty());
}

TEST_CASE("answers: text is shown to the asker; an error status or a body for a press is ill-mannered") {
    SlackFixture f;
    const net::Request command = f.slack.slash_command("U1", "C1", "note x");
    f.slack.take_answer(command, net::text_response(200, "Noted."));
    CHECK(f.slack.ephemerals("U1").at(0).text == "Noted.");
    f.slack.take_answer(command, net::json_response(200, R"({"response_type":"in_channel","text":"all"})"));
    CHECK(f.slack.messages("C1").size() == 1);
    CHECK(f.slack.violations().empty());
    f.slack.take_answer(command, net::text_response(500, "oops"));
    CHECK(f.slack.violations().size() == 1);
    const std::string ts = f.post("C1", {{"text", "card"}, {"blocks", kCard}});
    f.slack.take_answer(f.slack.press("U1", "C1", ts, "ack").value(), net::text_response(200, "hm"));
    CHECK(f.slack.violations().size() == 2);
}

TEST_CASE("a trigger opens one modal within three seconds") {
    SlackFixture f;
    const json view{{"type", "modal"},
                    {"title", {{"type", "plain_text"}, {"text", "Declare"}}},
                    {"blocks", json::array()}};
    const auto trigger = [&] { return field(f.slack.slash_command("U1", "C1", "declare"), "trigger_id"); };
    const std::string used = trigger();
    CHECK(f.error("views.open", {{"trigger_id", used}, {"view", view}}) == "ok");
    CHECK(f.error("views.open", {{"trigger_id", used}, {"view", view}}) == "exchanged_trigger_id");
    CHECK(f.error("views.open", {{"trigger_id", "1.2.3"}, {"view", view}}) == "invalid_trigger_id");
    const std::string in_time = trigger();
    f.clock.advance(seconds{3});
    const json opened = f.api("views.open", {{"trigger_id", in_time}, {"view", view}});
    CHECK(opened["ok"] == true);
    const std::string late = trigger();
    f.clock.advance(seconds{3} + Duration{1});
    CHECK(f.error("views.open", {{"trigger_id", late}, {"view", view}}) == "expired_trigger_id");
    const std::string id = opened["view"]["id"];
    CHECK(f.error("views.update", {{"view_id", id}, {"view", view}, {"hash", "stale"}}) == "hash_conflict");
    CHECK(f.error("views.update", {{"view_id", id}, {"view", view}, {"hash", opened["view"]["hash"]}}) ==
          "ok");
    CHECK(f.error("views.publish",
                  {{"user_id", "U1"}, {"view", {{"type", "home"}, {"blocks", json::array()}}}}) == "ok");
}

TEST_CASE("a file goes up in three steps, with exactly the bytes that were announced") {
    SlackFixture f;
    const json slot = f.form("files.getUploadURLExternal", {{"filename", "draft.md"}, {"length", 5}});
    const std::string path =
        slot["upload_url"].get<std::string>().substr(std::string("https://files.slack.com").size());
    const json complete{{"files", json::array({{{"id", slot["file_id"]}, {"title", "Draft"}}})},
                        {"channel_id", "C1"}};
    CHECK(f.error("files.completeUploadExternal", complete) == "file_not_found");
    const auto upload = [&](const std::string& body) {
        return answered(f.slack.handle({"POST", path, {}, body, "", {}})).status;
    };
    CHECK(upload("four") == 400);
    CHECK(upload("bytes") == 200);
    CHECK(f.error("files.completeUploadExternal", complete) == "ok");
    CHECK(f.error("files.completeUploadExternal", complete) == "file_not_found");
    const SlackFile& file = f.slack.state().files.begin()->second;
    CHECK(file.bytes == "bytes");
    CHECK(file.channel == "C1");
    CHECK(f.slack.messages("C1").at(0).files.size() == 1);
}

TEST_CASE("events carry a new id each, and a challenge is signed") {
    SlackFixture f;
    const json first = json::parse(f.slack.event(R"({"type":"app_mention","user":"U1"})").body);
    const json second = json::parse(f.slack.event(R"({"type":"app_mention","user":"U1"})").body);
    CHECK(first["type"] == "event_callback");
    CHECK(first["event_id"] != second["event_id"]);
    const net::Request challenge = f.slack.url_verification("abc");
    CHECK(json::parse(challenge.body)["challenge"] == "abc");
    CHECK(challenge.headers.get("X-Slack-Signature").starts_with("v0="));
}

}  // namespace tocsin::sandbox
