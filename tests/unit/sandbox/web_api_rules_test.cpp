#include <catch2/catch.hpp>

#include "tests/unit/sandbox/sandbox_test.hpp"

namespace tocsin::sandbox {

using nlohmann::json;
using std::chrono::seconds;

TEST_CASE("the token is checked, and its absence has a word of its own") {
    SlackFixture f;
    net::Request request = slack_json("auth.test", json::object());
    CHECK(f.call(request)["bot_id"] == "B0TOCSIN");
    CHECK(answered(f.slack.handle(request)).headers.get("x-oauth-scopes").contains("chat:write"));
    request.headers = {{"Authorization", "Bearer xoxb-other"}};
    CHECK(f.call(request)["error"] == "invalid_auth");
    request.headers = {};
    CHECK(f.call(request)["error"] == "not_authed");
    CHECK(f.slack.violations().size() == 2);
}

TEST_CASE("a method without its scope says what it needed and what was provided") {
    SlackOptions options;
    options.scopes = {"chat:write", "channels:manage"};
    SlackFixture f(options);
    const json answer = f.form("users.info", {{"user", "U1"}});
    CHECK(answer["error"] == "missing_scope");
    CHECK(answer["needed"] == "users:read");
    CHECK(answer["provided"] == "chat:write,channels:manage");
    CHECK(f.error("conversations.create", {{"name", "secret"}, {"is_private", true}}) == "missing_scope");
    CHECK(f.error("conversations.create", {{"name", "open"}}) == "ok");
}

TEST_CASE("arguments: missing, unknown and of the wrong type are refused and recorded") {
    SlackFixture f;
    CHECK(f.api("chat.update", {{"channel", "C1"}})["response_metadata"]["messages"][0] ==
          "[ERROR] missing required field: ts");
    CHECK(f.error("conversations.create", json::object()) == "invalid_name_required");
    CHECK(f.error("conversations.invite", {{"channel", "C1"}}) == "no_user");
    CHECK(f.form("files.getUploadURLExternal", {{"filename", "a"}, {"length", 0}})["error"] ==
          "missing_argument");
    CHECK(f.error("chat.postMessage", {{"channel", "C1"}, {"text", "x"}, {"colour", "red"}}) ==
          "invalid_arguments");
    CHECK(f.error("chat.postMessage", {{"channel", 5}, {"text", "x"}}) == "invalid_arguments");
    CHECK(f.error("pins.add", {{"channel", "C1"}}) == "no_item_specified");
    CHECK(f.error("chat.explode", json::object()) == "unknown_method");
    CHECK(f.slack.violations().size() == 8);
    CHECK(f.slack.messages("C1").empty());
}

TEST_CASE("bodies: JSON needs a charset, reads want a form, other types are refused") {
    SlackFixture f;
    CHECK(f.form("chat.postMessage", {{"channel", "C1"}, {"text", "a & b"}})["ok"] == true);
    CHECK(f.slack.messages("C1")[0].text == "a & b");
    CHECK(f.slack.violations().empty());
    CHECK(f.api("users.info", {{"user", "U1"}})["error"] == "invalid_arguments");
    CHECK(f.form("users.info", {{"user", "U1"}})["user"]["tz"] == "Europe/Berlin");
    CHECK(f.call(slack_request("auth.test", "text/plain", "x"))["error"] == "invalid_post_type");
    CHECK(f.call(slack_request("auth.test", "application/json; charset=utf-8", "{"))["error"] ==
          "invalid_json");
    const json warned = f.call(slack_request("auth.test", "application/json", "{}"));
    CHECK(warned["warning"] == "missing_charset");
    CHECK(f.call(slack_request("chat.delete", "application/x-www-form-urlencoded",
                               "channel=C1&channel=C2&ts=1"))["error"] == "invalid_form_data");
    net::Request get = slack_json("auth.test", json::object());
    get.method = "GET";
    CHECK(f.call(get)["error"] == "invalid_post_type");
}

TEST_CASE("one message a second and channel; sooner is 429, and coming back too soon is noticed") {
    SlackFixture f;
    const net::Request post = slack_json("chat.postMessage", {{"channel", "C1"}, {"text", "x"}});
    CHECK(answered(f.slack.handle(post)).status == 200);
    f.clock.advance(std::chrono::milliseconds{999});
    const net::Response limited = answered(f.slack.handle(post));
    CHECK(limited.status == 429);
    CHECK(limited.headers.get("Retry-After") == "1");
    CHECK(limited.body.contains("ratelimited"));
    f.clock.advance(std::chrono::milliseconds{500});
    CHECK(answered(f.slack.handle(post)).status == 429);
    CHECK(f.slack.violations()[1].what.contains("before Retry-After"));
    f.clock.advance(seconds{1});
    CHECK(answered(f.slack.handle(post)).status == 200);
    CHECK(f.slack.messages("C1").size() == 2);
}

TEST_CASE("tiers count calls of a sliding minute") {
    SlackFixture f;
    const net::Request topic = slack_json("conversations.setTopic", {{"channel", "C1"}, {"topic", "x"}});
    for (int i = 0; i < 20; ++i) CHECK(answered(f.slack.handle(topic)).status == 200);
    f.clock.advance(seconds{59});
    CHECK(answered(f.slack.handle(topic)).headers.get("Retry-After") == "1");
    f.clock.advance(seconds{1});
    CHECK(answered(f.slack.handle(topic)).status == 200);
}

TEST_CASE("faults: refused, limited, dropped before and after, hanging") {
    SlackFixture f;
    const std::string method = "chat.postMessage";
    const net::Request post = slack_json(method, {{"channel", "C1"}, {"text", "x"}});
    f.slack.fail_next(method, Fault::http(503, "down"));
    f.slack.fail_next(method, Fault::api_error("internal_error"));
    f.slack.fail_next(method, Fault::drop_before());
    f.slack.fail_next(method, Fault::drop_after());
    CHECK(answered(f.slack.handle(post)).status == 503);
    CHECK(f.call(post)["error"] == "internal_error");
    CHECK_FALSE(std::get<NoAnswer>(f.slack.handle(post)).applied);
    CHECK(f.slack.messages("C1").empty());
    CHECK(std::get<NoAnswer>(f.slack.handle(post)).applied);
    CHECK(f.slack.messages("C1").size() == 1);
    f.clock.advance(seconds{1});
    f.slack.fail_all(Fault::hang());
    CHECK(std::get<NoAnswer>(f.slack.handle(post)).hang);
    f.slack.clear_faults();
    f.slack.fail_next(method, Fault::rate_limited(seconds{30}));
    CHECK(answered(f.slack.handle(post)).headers.get("Retry-After") == "30");
    CHECK(f.slack.violations().empty());
    f.clock.advance(seconds{29});
    CHECK(answered(f.slack.handle(post)).status == 429);
    CHECK(f.slack.violations().size() == 1);
    f.clock.advance(seconds{1});
    CHECK(f.call(post)["ok"] == true);
    CHECK(f.slack.calls(method).size() == 8);
}

}  // namespace tocsin::sandbox
