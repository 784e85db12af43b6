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

TEST_CASE("what is not known is named, not refused") {
    CHECK(decoded<OtherInteraction>(kForm, payload(R"({"type":"dialog_submission"})")).type == "dialog_submission");
    CHECK(decoded<OtherEvent>(kJson, R"({"type":"something_new","team_id":"T"})").type == "something_new");
    CHECK(decoded<AppRateLimited>(kJson, R"({"type":"app_rate_limited","team_id":"T","minute_rate_limited":1531431900})").minute ==
          time_from_unix_seconds(1531431900));
}

TEST_CASE("the Events API: url_verification and callbacks") {
    CHECK(decoded<UrlVerification>("APPLICATION/JSON", R"({"type":"url_verification","challenge":"abc","token":"t"})").challenge == "abc");
    const auto event = decoded<EventCallback>(kJson, R"({"type":"event_callback","team_id":"T1","event_id":"Ev1","event_time":1531431954,
        "event":{"type":"channel_created","channel":{"id":"C9"},"user":"U1"}})");
    CHECK(event.event_id == "Ev1");
    CHECK(event.type == "channel_created");
    CHECK(std::holds_alternative<OtherKind>(event.body));
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

namespace {

const std::string kPerson = R"("user":{"id":"U1","team_id":"T1"},"team":{"id":"T1"},)";

EventCallback event_of(const std::string& inner) {
    return decoded<EventCallback>(kJson, R"({"type":"event_callback","team_id":"T1","event_id":"Ev1","event_time":1,"event":)" + inner + "}");
}

template <class T>
T body_of(const std::string& inner) {
    const auto event = event_of(inner);
    REQUIRE(std::holds_alternative<T>(event.body));
    return std::get<T>(event.body);
}

}  // namespace

TEST_CASE("a form carries its version, what it was made for, and each field under its block") {
    const auto sent = decoded<ViewSubmission>(kForm, payload(R"({"type":"view_submission",)" + kPerson + R"("trigger_id":"1.2.3","view":{"id":"V1",
        "root_view_id":"V0","hash":"h","callback_id":"tocsin.declare","private_metadata":"m","state":{"values":{
        "title":{"value":{"type":"plain_text_input","value":"It burns"}},"empty":{"value":{"type":"plain_text_input","value":null}},
        "severity":{"value":{"type":"static_select","selected_option":{"value":"2"}}},"who":{"value":{"type":"users_select","selected_user":"U2"}},
        "at":{"value":{"type":"datetimepicker","selected_date_time":1531431954}},"flags":{"value":{"type":"checkboxes","selected_options":[{"value":"private"}]}}}}}})"));
    CHECK(sent.view.id == "V1");
    CHECK(sent.view.root_id == "V0");
    CHECK(sent.view.callback_id == "tocsin.declare");
    CHECK(sent.view.private_metadata == "m");
    CHECK(sent.values == ViewValues{{"title", {"It burns"}}, {"empty", {}}, {"severity", {"2"}}, {"who", {"U2"}}, {"at", {"1531431954"}}, {"flags", {"private"}}});
    CHECK(error_of(kForm, payload(R"({"type":"view_submission",)" + kPerson + R"("view":{}})")) == "payload: view.id is missing");
}

TEST_CASE("shortcuts, closed forms and menus that ask for options") {
    CHECK(decoded<Shortcut>(kForm, payload(R"({"type":"shortcut",)" + kPerson + R"("callback_id":"declare","trigger_id":"t"})")).callback_id == "declare");
    const auto menu = decoded<MessageShortcut>(kForm, payload(R"({"type":"message_action",)" + kPerson + R"("callback_id":"note","trigger_id":"t","action_ts":"7.000",
        "response_url":"https://hooks.slack.com/app/1","channel":{"id":"C1","name":"inc"},
        "message":{"type":"message","user":"U9","ts":"3.000","thread_ts":"1.000","text":"look &amp; see"}})"));
    CHECK(menu.message.channel == ChannelId("C1"));
    CHECK(menu.message.thread == MessageTs("1.000"));
    CHECK(menu.pressed == MessageTs("7.000"));
    CHECK(menu.message.text == "look &amp; see");
    CHECK(decoded<ViewClosed>(kForm, payload(R"({"type":"view_closed",)" + kPerson + R"("view":{"id":"V1"},"is_cleared":true})")).cleared);
    const auto closed = [](const std::string& text, const std::string& day) {
        return decoded<ViewClosed>(kForm, payload(R"({"type":"view_closed",)" + kPerson + R"("view":{"id":"V1","blocks":[{"type":"section"},
            {"type":"input","block_id":"text","element":{"type":"plain_text_input","initial_value":"a quote"}},
            {"type":"input","block_id":"level","element":{"type":"static_select","initial_option":{"value":"2"}}},
            {"type":"input","block_id":"flags","element":{"type":"checkboxes"}},
            {"type":"input","block_id":"at","element":{"type":"datetimepicker","initial_date_time":1531431954}}],
            "state":{"values":{"text":{"t":{"type":"plain_text_input","value":")" + text + R"("}},"level":{"l":{"type":"static_select","selected_option":{"value":"2"}}},
            "flags":{"f":{"type":"checkboxes","selected_options":[]}},"at":{"a":{"type":"datetimepicker","selected_date_time":)" + day + R"(}}}}}})")).untouched;
    };
    CHECK(closed("a quote", "1531431954"));
    CHECK_FALSE(closed("a quote and more", "1531431954"));
    CHECK_FALSE(closed("a quote", "null"));
    CHECK_FALSE(decoded<ViewClosed>(kForm, payload(R"({"type":"view_closed",)" + kPerson + R"("view":{"id":"V1"}})")).untouched);
    CHECK(decoded<Suggestion>(kForm, payload(R"({"type":"block_suggestion",)" + kPerson + R"("action_id":"a","block_id":"service","value":"che"})")).typed == "che");
}

TEST_CASE("messages and what becomes of them") {
    const auto posted = body_of<MessagePosted>(R"({"type":"message","channel":"C1","user":"U1","text":"hi","ts":"5.000","thread_ts":"5.000","subtype":"file_share",
        "files":[{"id":"F1","name":"graph.png","pretty_type":"PNG","permalink":"https://x.slack.com/files/F1"}]})");
    CHECK(posted.subtype == "file_share");
    CHECK(posted.message.thread.empty());
    REQUIRE(posted.message.files.size() == 1);
    CHECK(posted.message.files[0].name == "graph.png");
    const auto edited = body_of<MessageEdited>(R"({"type":"message","subtype":"message_changed","channel":"C1","ts":"9.0",
        "message":{"type":"message","user":"U1","text":"new","ts":"5.000"},"previous_message":{"text":"old","ts":"5.000"}})");
    CHECK(edited.message.ts == MessageTs("5.000"));
    CHECK(edited.text_before == "old");
    CHECK(body_of<MessageErased>(R"({"type":"message","subtype":"message_deleted","channel":"C1","deleted_ts":"5.000","ts":"9.0"})").ts == MessageTs("5.000"));
    CHECK(body_of<BotMentioned>(R"({"type":"app_mention","channel":"C1","user":"U1","text":"<@UBOT> note x","ts":"6.0","thread_ts":"5.0"})").message.thread == MessageTs("5.0"));
    body_of<OtherKind>(R"({"type":"message","subtype":"message_replied","channel":"C1","ts":"9.0"})");
}

TEST_CASE("reactions, pins, people, channels and the app itself") {
    const auto reacted = body_of<ReactionChanged>(R"({"type":"reaction_removed","user":"U1","reaction":"pushpin","item":{"type":"message","channel":"C1","ts":"5.0"},"event_ts":"8.0"})");
    CHECK_FALSE(reacted.added);
    CHECK(reacted.ts == MessageTs("5.0"));
    body_of<OtherKind>(R"({"type":"reaction_added","user":"U1","reaction":"x","item":{"type":"file","file":"F1"}})");
    CHECK(body_of<PinChanged>(R"({"type":"pin_added","user":"U1","channel_id":"C1","item":{"type":"message","channel":"C1","message":{"ts":"5.0"}}})").channel == ChannelId("C1"));
    CHECK(body_of<MemberChanged>(R"({"type":"member_joined_channel","user":"U1","channel":"C1","team":"T1"})").joined);
    CHECK_FALSE(body_of<MemberChanged>(R"({"type":"member_left_channel","user":"U1","channel":"C1","team":"T1"})").joined);
    CHECK(body_of<HomeOpened>(R"({"type":"app_home_opened","user":"U1","channel":"D1","tab":"home"})").user == UserId("U1"));
    body_of<OtherKind>(R"({"type":"app_home_opened","user":"U1","channel":"D1","tab":"messages"})");
    const auto renamed = body_of<ChannelChanged>(R"({"type":"channel_rename","channel":{"id":"C1","name":"new-name","created":1}})");
    CHECK(renamed.what == ChannelChanged::What::renamed);
    CHECK(renamed.name == "new-name");
    CHECK(body_of<ChannelChanged>(R"({"type":"group_archive","channel":"G1"})").what == ChannelChanged::What::archived);
    CHECK(body_of<AppRemoved>(R"({"type":"tokens_revoked","tokens":{"bot":["U9"]}})").how == "tokens_revoked");
    body_of<OtherKind>(R"({"type":"tokens_revoked","tokens":{"oauth":["U9"]}})");
    CHECK(body_of<PersonChanged>(R"({"type":"user_change","user":{"id":"U7"}})").user == UserId("U7"));
    CHECK(body_of<GroupChanged>(R"({"type":"subteam_members_changed","subteam_id":"S1"})").group == "S1");
}
