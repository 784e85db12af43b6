#include <catch2/catch.hpp>

#include "bot/slack/inbound.hpp"
#include "bot/slack/message_text.hpp"

using namespace tocsin;
using namespace tocsin::slack;

TEST_CASE("a message's text keeps whom it names, to be shown by their names") {
    const Markup text = message_text("<@U0ALICE> &amp; <!subteam^S0SRE|@sre> in <#C0PAY|pay>: <https://a.example/?a=1&amp;b=2|graph> <!here>", TeamId("T1"));
    const auto named = named_in(text);
    CHECK(named.people == std::vector<ActorId>{ActorId("slack:T1:U0ALICE")});
    CHECK(named.groups == std::vector<std::string>{"S0SRE"});
    CHECK(named.channels == std::vector<std::string>{"C0PAY"});
    CHECK(plain_text(text) == "@U0ALICE & @S0SRE in #C0PAY: graph (https://a.example/?a=1&b=2) @here");
}

TEST_CASE("what a person wrote cannot become structure") {
    const Markup text = message_text("a \x02pslack:T1:U1\x03 b", TeamId("T1"));
    CHECK(named_in(text).people.empty());
}

TEST_CASE("a long message is cut and says so") {
    const Markup text = message_text(std::string(500, 'x'), TeamId("T1"), 100);
    CHECK(plain_text(text).starts_with(std::string(90, 'x')));
    CHECK(plain_text(text).find("the message has 500 characters") != std::string::npos);
}

TEST_CASE("an edited message carries when it was edited, a renamed group its name") {
    const auto edited = decode("application/json", R"({"type":"event_callback","team_id":"T1","event_id":"Ev1","event":{"type":"message","subtype":"message_changed",
        "channel":"C1","event_ts":"3.0","message":{"ts":"1.0","user":"U1","text":"new","edited":{"user":"U1","ts":"2.000001"}},"previous_message":{"text":"old"}}})");
    REQUIRE(edited);
    const auto& event = std::get<EventCallback>(*edited);
    CHECK(std::get<MessageEdited>(event.body).message.edited == MessageTs("2.000001"));
    const auto group = decode("application/json", R"({"type":"event_callback","team_id":"T1","event_id":"Ev2","event":{"type":"subteam_updated","subteam":{"id":"S1","handle":"sre"}}})");
    REQUIRE(group);
    CHECK(std::get<GroupChanged>(std::get<EventCallback>(*group).body).handle == "sre");
}
