#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "bot/slack/form.hpp"
#include "bot/slack/inbound.hpp"

using namespace tocsin;
using namespace tocsin::slack;

namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr std::string_view kJson = "application/json; charset=utf-8";

std::string command_body(const std::string& text) {
    return encode_form({{"team_id", "T1"}, {"channel_id", "C1"}, {"channel_name", "general"}, {"user_id", "U1"}, {"user_name", "al"},
                        {"command", "/incident"}, {"text", text}, {"response_url", "https://hooks.slack.com/x"}, {"trigger_id", "1.2.3"}});
}

template <class T>
T decoded(std::string_view type, std::string_view body) {
    const auto inbound = decode(type, body);
    INFO((inbound ? "" : inbound.error().message));
    REQUIRE(inbound.has_value());
    REQUIRE(std::holds_alternative<T>(*inbound));
    return std::get<T>(*inbound);
}

std::string error_of(std::string_view type, std::string_view body) {
    const auto inbound = decode(type, body);
    REQUIRE_FALSE(inbound.has_value());
    CHECK(inbound.error().code == Errc::invalid_argument);
    return inbound.error().message;
}

std::string payload(const std::string& json) { return encode_form({{"payload", json}}); }

}  // namespace

TEST_CASE("the slash command of Slack's documentation is decoded") {
    std::ifstream in(std::string(TOCSIN_SOURCE_DIR) + "/tests/fixtures/vectors/slack1.body", std::ios::binary);
    const std::string body{std::istreambuf_iterator<char>(in), {}};
    const auto command = decoded<SlashCommand>(kForm, body);
    CHECK(command.team == TeamId("T1DC2JH3J"));
    CHECK(command.channel == ChannelId("G8PSS9T3V"));
    CHECK(command.user == UserId("U2CERLKJA"));
    CHECK(command.command == "/webhook-collect");
    CHECK(command.text.empty());
    CHECK(command.response_url == "https://hooks.slack.com/commands/T1DC2JH3J/397700885554/96rGlfmibIGlgcZRskXaIFfN");
    CHECK(command.trigger_id == "398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c");
}

TEST_CASE("a command's text loses its escapes once, and mentions become words") {
    const auto command = decoded<SlashCommand>(kForm, command_body("lead <@U2|bob> &lt;b&gt; &amp;lt; &quot;x&quot;"));
    CHECK(command.text == "lead @U2 <b> &lt; &quot;x&quot;");
    CHECK(command.raw_text == "lead <@U2|bob> &lt;b&gt; &amp;lt; &quot;x&quot;");
}

TEST_CASE("untrusted bytes become text at the edge") {
    const auto command = decoded<SlashCommand>(kForm, command_body(std::string("a\0b\x02" "c\xff" "d\r\ne", 10)));
    CHECK(command.text == "a\uFFFDbc\uFFFDd\ne");
}

TEST_CASE("ssl_check is recognised unsigned and hides everything else") {
    const std::string smuggled = encode_form({{"ssl_check", "1"}, {"payload", "{}"}, {"command", "/incident"}});
    CHECK(is_ssl_check(kForm, smuggled));
    decoded<SslCheck>(kForm, smuggled);
    CHECK_FALSE(is_ssl_check(kForm, "ssl_check=0"));
    CHECK_FALSE(is_ssl_check(kForm, "text=ssl_check%3D1"));
    CHECK_FALSE(is_ssl_check(kJson, "ssl_check=1"));
    CHECK_FALSE(is_ssl_check(kForm, "ssl_check=1&ssl_check=0"));
}

TEST_CASE("malformed forms name what is wrong") {
    CHECK(error_of(kForm, "a=%4") == "the form holds a malformed % escape");
    CHECK(error_of(kForm, "a=%zz") == "the form holds a malformed % escape");
    CHECK(error_of(kForm, "command=x&command=y") == "the form repeats the field command");
    CHECK(error_of(kForm, "command=%2Fincident&team_id=T&channel_id=C&user_id=U") == "trigger_id is missing");
    CHECK(error_of(kForm, "a=1") == "the form has neither command nor payload nor ssl_check");
    CHECK(error_of("text/plain", "a=1").find("text/plain") != std::string::npos);
    std::string many;
    for (int i = 0; i < 101; ++i) many += "f" + std::to_string(i) + "=1&";
    CHECK(error_of(kForm, many) == "the form has more than 100 fields");
}

TEST_CASE("a pressed button carries who, where, what and how to answer") {
    const auto pressed = decoded<BlockActions>(kForm, payload(R"({"type":"block_actions","user":{"id":"U1","username":"al"},
        "team":{"id":"T1","domain":"d"},"enterprise":null,"container":{"type":"message","message_ts":"12.34","channel_id":"C1"},
        "trigger_id":"1.2.3","channel":{"id":"C1","name":"inc"},"response_url":"https://hooks.slack.com/actions/1",
        "actions":[{"type":"button","action_id":"tocsin.join","block_id":"b","value":"v"},
                   {"type":"static_select","action_id":"s","selected_option":{"value":"one"}},
                   {"type":"multi_users_select","action_id":"m","selected_users":["U2","U3"]}]})"));
    CHECK(pressed.team == TeamId("T1"));
    CHECK(pressed.user == UserId("U1"));
    CHECK(pressed.channel == ChannelId("C1"));
    CHECK(pressed.message == MessageTs("12.34"));
    CHECK(pressed.trigger_id == "1.2.3");
    CHECK(pressed.response_url == "https://hooks.slack.com/actions/1");
    REQUIRE(pressed.actions.size() == 3);
    CHECK(pressed.actions[0].action_id == "tocsin.join");
    CHECK(pressed.actions[0].value == "v");
    CHECK(pressed.actions[1].selected == std::vector<std::string>{"one"});
    CHECK(pressed.actions[2].selected == std::vector<std::string>{"U2", "U3"});
}

TEST_CASE("a payload that is wrong names the path of the field") {
    const std::string head = R"({"type":"block_actions","team":{"id":"T1"},"trigger_id":"t",)";
    CHECK(error_of(kForm, payload("{}")) == "payload: type is missing");
    CHECK(error_of(kForm, payload(R"({"type":7})")) == "payload: type must be a text");
    CHECK(error_of(kForm, payload(head + R"("actions":[]})")) == "payload: user is missing");
    CHECK(error_of(kForm, payload(head + R"("user":{"id":7},"actions":[]})")) == "payload: user.id must be a text");
    CHECK(error_of(kForm, payload(head + R"("user":{"id":"U"},"actions":[]})")) == "payload: actions is empty");
    CHECK(error_of(kForm, payload(head + R"("user":{"id":"U"},"actions":[{"action_id":"a"},{"value":"x"}]})")) ==
          "payload: actions[1].action_id is missing");
    CHECK(error_of(kForm, payload(head + R"("user":{"id":"U"},"actions":{}})")) == "payload: actions must be an array");
    CHECK(error_of(kForm, payload(R"({"type":"a","type":"b"})")) == "payload the JSON repeats the key \"type\"");
    CHECK(error_of(kForm, payload("nonsense")).starts_with("payload is no JSON"));
}

TEST_CASE("what is not known yet is named, not refused") {
    CHECK(decoded<OtherInteraction>(kForm, payload(R"({"type":"view_submission"})")).type == "view_submission");
    CHECK(decoded<OtherEvent>(kJson, R"({"type":"app_rate_limited","team_id":"T"})").type == "app_rate_limited");
}

TEST_CASE("the Events API: url_verification and callbacks") {
    CHECK(decoded<UrlVerification>("APPLICATION/JSON", R"({"type":"url_verification","challenge":"abc","token":"t"})").challenge == "abc");
    const auto event = decoded<EventCallback>(kJson, R"({"type":"event_callback","team_id":"T1","event_id":"Ev1","event_time":1531431954,
        "event":{"type":"channel_created","channel":{"id":"C9"},"user":"U1"}})");
    CHECK(event.event_id == "Ev1");
    CHECK(event.type == "channel_created");
    CHECK(event.channel == ChannelId("C9"));
    CHECK(event.at == time_from_unix_seconds(1531431954));
    CHECK(error_of(kJson, R"({"type":"url_verification"})") == "challenge is missing");
    CHECK(error_of(kJson, R"({"type":"event_callback","team_id":"T","event_id":"E","event":[]})") == "event must be an object");
}

TEST_CASE("JSON that is nested 65 deep is refused, 64 is not") {
    const auto nested = [](int depth) {
        return R"({"type":"x","a":)" + std::string(static_cast<std::size_t>(depth - 1), '[') +
               std::string(static_cast<std::size_t>(depth - 1), ']') + "}";
    };
    CHECK(decoded<OtherEvent>(kJson, nested(64)).type == "x");
    CHECK(error_of(kJson, nested(65)) == "the body the JSON is nested deeper than 64");
    CHECK(error_of(kJson, nested(400'000)) == "the body the JSON is nested deeper than 64");
}

TEST_CASE("text in JSON is sanitized, and half an emoji does not make the delivery unreadable") {
    CHECK(decoded<UrlVerification>(kJson, R"({"type":"url_verification","challenge":"a\u0000\u0002b"})").challenge == "a\uFFFDb");
    CHECK(decoded<UrlVerification>(kJson, R"({"type":"url_verification","challenge":"x\ud83d"})").challenge == "x\uFFFD");
    CHECK(decoded<UrlVerification>(kJson, R"({"type":"url_verification","challenge":"\ud83d\ude00\\ud83d"})").challenge == "\U0001F600\\ud83d");
    CHECK(decoded<UrlVerification>(kJson, "{\"type\":\"url_verification\",\"challenge\":\"x\xff\"}").challenge == "x\uFFFD");
}

TEST_CASE("only Slack's hosts and the sandbox's may be answered to") {
    CHECK(is_allowed_response_url("https://hooks.slack.com/commands/1"));
    CHECK_FALSE(is_allowed_response_url("http://hooks.slack.com/commands/1"));
    CHECK_FALSE(is_allowed_response_url("https://hooks.slack.com.evil.example/1"));
    CHECK_FALSE(is_allowed_response_url("https://evil.example/https://hooks.slack.com/"));
    CHECK(is_allowed_response_url("http://127.0.0.1:9000/hooks/1", "http://127.0.0.1:9000"));
    CHECK_FALSE(is_allowed_response_url("http://127.0.0.1:9000@evil.example/", "http://127.0.0.1:9000"));
    CHECK_FALSE(is_allowed_response_url("http://127.0.0.1:90001/", "http://127.0.0.1:9000"));
}
