// Frames of Socket Mode as Slack documents them (apis/events-api/using-socket-mode), and such as it should not send.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "bot/slack/inbound.hpp"
#include "bot/slack/socket_mode.hpp"

using namespace tocsin;
using namespace tocsin::slack;
using nlohmann::json;

namespace {

template <class Kind>
Kind frame_of(const std::string& text) {
    const auto frame = decode_frame(text);
    INFO((frame ? text : frame.error().message));
    REQUIRE(frame);
    REQUIRE(std::holds_alternative<Kind>(*frame));
    return std::get<Kind>(*frame);
}

std::string wrapped(const std::string& type, const json& payload, bool takes_answer = true) {
    return json{{"envelope_id", "dbdd0ef3"}, {"type", type}, {"accepts_response_payload", takes_answer}, {"payload", payload}}.dump();
}

template <class Kind>
Kind unpacked(const SocketEnvelope& envelope) {
    const auto inbound = decode(envelope.content_type, envelope.body);
    INFO((inbound ? envelope.body : inbound.error().message));
    REQUIRE(inbound);
    REQUIRE(std::holds_alternative<Kind>(*inbound));
    return std::get<Kind>(*inbound);
}

}  // namespace

TEST_CASE("Slack greets and says good-bye") {
    CHECK(frame_of<SocketHello>(R"({"type":"hello","num_connections":2,"debug_info":{"host":"applink-1"},"connection_info":{"app_id":"A1"}})").connections == 2);
    const std::pair<const char*, SocketGoodbye::Reason> reasons[] = {{"warning", SocketGoodbye::Reason::warning},
                                                                     {"refresh_requested", SocketGoodbye::Reason::refresh_requested},
                                                                     {"link_disabled", SocketGoodbye::Reason::link_disabled},
                                                                     {"too_many_websockets", SocketGoodbye::Reason::too_many_websockets},
                                                                     {"of_its_own", SocketGoodbye::Reason::other}};
    for (const auto& [word, reason] : reasons) {
        const auto goodbye = frame_of<SocketGoodbye>(json{{"type", "disconnect"}, {"reason", word}, {"debug_info", {{"host", "x"}}}}.dump());
        CHECK(goodbye.reason == reason);
        CHECK(goodbye.word == word);
    }
    CHECK(frame_of<OtherFrame>(R"({"type":"news"})").type == "news");
}

TEST_CASE("a command in an envelope is the command that its form would be") {
    const json payload{{"team_id", "T1"}, {"channel_id", "C1"}, {"user_id", "U1"}, {"user_name", "bob"}, {"command", "/incident"},
                       {"text", "note 50% of <@U2|carol> & more = ü"}, {"response_url", "https://hooks.slack.com/commands/1"}, {"trigger_id", "1.2.3"},
                       {"is_enterprise_install", "false"}};
    const auto envelope = frame_of<SocketEnvelope>(wrapped("slash_commands", payload));
    CHECK(envelope.id == "dbdd0ef3");
    CHECK(envelope.takes_answer);
    const auto command = unpacked<SlashCommand>(envelope);
    CHECK(command.raw_text == "note 50% of <@U2|carol> & more = ü");
    CHECK(command.trigger_id == "1.2.3");
    CHECK(command.user == UserId("U1"));
}

TEST_CASE("an interaction and an event keep their payload") {
    const json press{{"type", "block_actions"}, {"team", {{"id", "T1"}}}, {"user", {{"id", "U1"}}}, {"channel", {{"id", "C1"}}}, {"trigger_id", "1"},
                     {"actions", json::array({{{"action_id", "tocsin.join"}, {"block_id", "b"}, {"type", "button"}, {"value", "a&b=c"}}})}};
    const auto pressed = unpacked<BlockActions>(frame_of<SocketEnvelope>(wrapped("interactive", press)));
    REQUIRE(pressed.actions.size() == 1);
    CHECK(pressed.actions[0].value == "a&b=c");
    const json event{{"type", "event_callback"}, {"team_id", "T1"}, {"event_id", "Ev1"}, {"event_time", 1},
                     {"event", {{"type", "app_home_opened"}, {"user", "U1"}, {"tab", "home"}}}};
    const auto envelope = frame_of<SocketEnvelope>(wrapped("events_api", event, false));
    CHECK_FALSE(envelope.takes_answer);
    CHECK(unpacked<EventCallback>(envelope).event_id == "Ev1");
}

TEST_CASE("an envelope of a kind that has no meaning for us can be acknowledged") {
    const auto envelope = frame_of<SocketEnvelope>(wrapped("of_tomorrow", json::object()));
    CHECK(envelope.id == "dbdd0ef3");
    CHECK(envelope.content_type.empty());
}

TEST_CASE("frames that cannot be read say why, and give their id where they have one") {
    const std::pair<std::string, std::string> bad[] = {
        {"", ""}, {"{", ""}, {"7", ""}, {R"({"envelope_id":"e1","payload":{}})", "e1"}, {R"({"type":"events_api","payload":{}})", ""},
        {R"({"type":"events_api","envelope_id":"","payload":{}})", ""}, {R"({"type":"slash_commands","envelope_id":"e2","payload":[]})", "e2"},
        {R"({"type":"interactive","envelope_id":"e3"})", "e3"}, {R"({"type":"hello","type":"hello"})", ""},
        {std::string(100'000, '['), ""}, {R"({"type":"events_api","envelope_id":"e4","payload":)" + std::string(100, '[') + std::string(100, ']') + "}", ""}};
    for (const auto& [text, id] : bad) {
        INFO(text.substr(0, 100));
        const auto frame = decode_frame(text);
        CHECK_FALSE(frame);
        if (!frame) CHECK_FALSE(frame.error().message.empty());
        CHECK(envelope_id_in(text) == id);
    }
}

TEST_CASE("an acknowledgement carries an answer that is an object, and nothing else") {
    CHECK(json::parse(acknowledgement("e1")) == json{{"envelope_id", "e1"}});
    CHECK(json::parse(acknowledgement("e1", R"({"text":"hi"})")) == json{{"envelope_id", "e1"}, {"payload", {{"text", "hi"}}}});
    for (const char* answer : {"", "challenge", "[1]", "\"x\"", "{"}) CHECK(json::parse(acknowledgement("e\"1", answer)) == json{{"envelope_id", "e\"1"}});
}
