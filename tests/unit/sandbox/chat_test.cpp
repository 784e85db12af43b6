#include <catch2/catch.hpp>

#include "bot/sandbox/live_mentions.hpp"
#include "tests/unit/sandbox/sandbox_test.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

namespace {
const json kButtons = json::array({{{"type", "actions"},
                                    {"block_id", "acts"},
                                    {"elements",
                                     {{{"type", "button"},
                                       {"action_id", "ack"},
                                       {"value", "INC-1"},
                                       {"text", {{"type", "plain_text"}, {"text", "Ack"}}}}}}}});
}

TEST_CASE("posting asks for membership, a live channel and something to say") {
    SlackFixture f;
    CHECK(f.error("chat.postMessage", {{"channel", "C9"}, {"text", "x"}}) == "channel_not_found");
    CHECK(f.error("chat.postMessage", {{"channel", "C2"}, {"text", "x"}}) == "not_in_channel");
    CHECK(f.error("chat.postMessage", {{"channel", "C1"}}) == "no_text");
    f.clock.advance(std::chrono::seconds{1});
    CHECK(f.error("chat.postMessage", {{"channel", "C1"}, {"text", std::string(4001, 'x')}}) ==
          "msg_too_long");
    f.slack.archive_as_user("C1");
    f.clock.advance(std::chrono::seconds{1});
    CHECK(f.error("chat.postMessage", {{"channel", "C1"}, {"text", "x"}}) == "is_archived");
}

TEST_CASE("wrong blocks and metadata are refused with the place of the fault") {
    SlackFixture f;
    const json wrong = json::array({{{"type", "section"}}});
    const json answer = f.api("chat.postMessage", {{"channel", "C1"}, {"text", "x"}, {"blocks", wrong}});
    CHECK(answer["error"] == "invalid_blocks");
    CHECK(answer["response_metadata"]["messages"][0].get<std::string>().contains("/blocks/0"));
    f.clock.advance(std::chrono::seconds{1});
    CHECK(f.error("chat.postMessage", {{"channel", "C1"}, {"text", "x"}, {"blocks", "nonsense"}}) ==
          "invalid_blocks_format");
    f.clock.advance(std::chrono::seconds{1});
    CHECK(f.error("chat.postMessage",
                  {{"channel", "C1"}, {"text", "x"}, {"metadata", {{"event_type", "t"}}}}) ==
          "invalid_metadata_format");
    f.clock.advance(std::chrono::seconds{1});
    const json large{{"event_type", "t"}, {"event_payload", {{"row", std::string(8000, 'x')}}}};
    CHECK(f.error("chat.postMessage", {{"channel", "C1"}, {"text", "x"}, {"metadata", large}}) ==
          "metadata_too_large");
    CHECK(f.slack.violations().size() == 4);
}

TEST_CASE("history gives metadata only when asked, so a client can find its own row") {
    SlackFixture f;
    const json metadata{{"event_type", "tocsin_row"}, {"event_payload", {{"row", "17"}}}};
    const std::string ts = f.post("C1", {{"text", "x"}, {"metadata", metadata}});
    CHECK(f.form("conversations.history",
                 {{"channel", "C1"}, {"include_all_metadata", true}})["messages"][0]["metadata"] == metadata);
    CHECK_FALSE(f.form("conversations.history", {{"channel", "C1"}})["messages"][0].contains("metadata"));
    CHECK(f.form("conversations.history", {{"channel", "C1"}, {"latest", ts}})["messages"].empty());
    CHECK(
        f.form("conversations.history", {{"channel", "C1"}, {"latest", ts}, {"inclusive", true}})["messages"]
            .size() == 1);
    CHECK(f.form("conversations.history", {{"channel", "C1"}, {"oldest", "yesterday"}})["error"] ==
          "invalid_ts_oldest");
}

TEST_CASE("an update keeps blocks only without text, and every version is kept") {
    SlackFixture f;
    const std::string ts = f.post("C1", {{"text", "one"}, {"blocks", kButtons}});
    const auto message = [&] { return f.slack.messages("C1")[0]; };
    CHECK(f.error("chat.update", {{"channel", "C1"}, {"ts", ts}, {"text", "two"}, {"blocks", kButtons}}) ==
          "ok");
    CHECK_FALSE(message().blocks.empty());
    CHECK_FALSE(message().edited);
    CHECK(f.error("chat.update", {{"channel", "C1"}, {"ts", ts}, {"text", "three"}}) == "ok");
    CHECK(message().blocks.empty());
    CHECK(message().edited);
    REQUIRE(message().versions.size() == 3);
    CHECK(message().versions[0].text == "one");
    CHECK(f.error("chat.update", {{"channel", "C1"}, {"ts", "1.000001"}, {"text", "x"}}) ==
          "message_not_found");
    const std::string hers = f.slack.say("U1", "C1", "mine");
    CHECK(f.error("chat.update", {{"channel", "C1"}, {"ts", hers}, {"text", "x"}}) == "cant_update_message");
    CHECK(f.error("chat.delete", {{"channel", "C1"}, {"ts", ts}}) == "ok");
    CHECK(f.slack.messages("C1").size() == 1);
}

TEST_CASE("threads, permalinks and ephemerals") {
    SlackFixture f;
    const std::string ts = f.post("C1", {{"text", "parent"}});
    f.post("C1", {{"text", "child"}, {"thread_ts", ts}});
    CHECK(f.form("conversations.replies", {{"channel", "C1"}, {"ts", ts}})["messages"].size() == 2);
    CHECK(f.form("conversations.history", {{"channel", "C1"}})["messages"].size() == 1);
    CHECK(f.form("chat.getPermalink", {{"channel", "C1"}, {"message_ts", ts}})["permalink"]
              .get<std::string>()
              .contains("/archives/C1/p18000"));
    CHECK(f.error("chat.postEphemeral", {{"channel", "C1"}, {"user", "U9"}, {"text", "x"}}) ==
          "user_not_in_channel");
    CHECK(f.error("chat.postEphemeral", {{"channel", "C1"}, {"user", "U1"}, {"text", "psst"}}) == "ok");
    CHECK(f.slack.ephemerals("U1")[0].text == "psst");
    CHECK(f.slack.ephemerals("U2").empty());
}

TEST_CASE("live mentions are found wherever Slack would notify") {
    using Found = std::vector<std::string>;
    CHECK(live_mentions_in("a <!channel> <@U1> <!subteam^S1|@sre> <!here|x>", false) ==
          Found{"<!channel>", "<@U1>", "<!subteam^S1|@sre>", "<!here|x>"});
    CHECK(live_mentions_in("&lt;!channel&gt; <#C1> <https://a|b> <!date^1^{date}|x> @here", false).empty());
    CHECK(live_mentions_in("hi @here. me@hereford", true) == Found{"@here"});
    const auto block = [](json text) {
        return json::array({{{"type", "section"}, {"text", std::move(text)}}}).dump();
    };
    CHECK(live_mentions_of("", block({{"type", "mrkdwn"}, {"text", "@channel"}}), false) ==
          Found{"@channel"});
    CHECK(live_mentions_of("", block({{"type", "mrkdwn"}, {"text", "@channel"}, {"verbatim", true}}), false)
              .empty());
    CHECK(live_mentions_of("", block({{"type", "plain_text"}, {"text", "<!here>"}}), false).empty());
}

TEST_CASE("a posted live mention is a violation unless the story allowed it") {
    SlackFixture f;
    f.slack.allow_mention("<@U1>");
    f.post("C1", {{"text", "<@U1> please look"}});
    CHECK(f.slack.violations().empty());
    f.post("C1", {{"text", "<!everyone> look"}});
    REQUIRE(f.slack.violations().size() == 1);
    CHECK(f.slack.violations()[0].what.contains("<!everyone>"));
    CHECK(f.slack.live_mentions().size() == 2);
}

}  // namespace tocsin::sandbox
