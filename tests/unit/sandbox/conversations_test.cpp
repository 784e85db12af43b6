#include <catch2/catch.hpp>

#include "tests/unit/sandbox/sandbox_test.hpp"

namespace tocsin::sandbox {

using nlohmann::json;

TEST_CASE("channel names have Slack's limits") {
    SlackFixture f;
    const auto create = [&](const std::string& name) {
        return f.error("conversations.create", {{"name", name}});
    };
    CHECK(create(std::string(80, 'a')) == "ok");
    CHECK(create(std::string(81, 'a')) == "invalid_name_maxlength");
    CHECK(create("Inc") == "invalid_name_specials");
    CHECK(create("inc 1") == "invalid_name_specials");
    CHECK(create("--") == "invalid_name_punctuation");
    CHECK(f.slack.violations().size() == 4);
    CHECK(create("general") == "name_taken");
    CHECK(f.slack.violations().size() == 4);
}

TEST_CASE("an incident channel's life: create, invite, topic, archive") {
    SlackFixture f;
    const std::string id = f.api("conversations.create", {{"name", "inc-1"}})["channel"]["id"];
    CHECK(f.error("conversations.invite", {{"channel", id}, {"users", "U1,U2"}}) == "ok");
    CHECK(f.error("conversations.invite", {{"channel", id}, {"users", "U1"}}) == "already_in_channel");
    CHECK(f.error("conversations.invite", {{"channel", id}, {"users", "U0TOCSIN"}}) == "cant_invite_self");
    CHECK(f.api("conversations.invite", {{"channel", id}, {"users", "U1,U9"}})["errors"][1]["error"] ==
          "user_not_found");
    CHECK(f.error("conversations.setTopic", {{"channel", id}, {"topic", std::string(250, 't')}}) == "ok");
    CHECK(f.error("conversations.setTopic", {{"channel", id}, {"topic", std::string(251, 't')}}) ==
          "too_long");
    CHECK(f.error("conversations.setPurpose", {{"channel", id}, {"purpose", std::string(251, 't')}}) ==
          "too_long");
    CHECK(f.form("conversations.members", {{"channel", id}})["members"].size() == 3);
    CHECK(f.error("conversations.rename", {{"channel", id}, {"name", "inc-1-checkout"}}) == "ok");
    CHECK(f.slack.channel_named("inc-1-checkout")->topic.size() == 250);
    CHECK(f.error("conversations.archive", {{"channel", id}}) == "ok");
    CHECK(f.error("conversations.archive", {{"channel", id}}) == "already_archived");
    CHECK(f.error("conversations.setTopic", {{"channel", id}, {"topic", "x"}}) == "is_archived");
    // The name stays taken while the channel is archived.
    CHECK(f.error("conversations.create", {{"name", "inc-1-checkout"}}) == "name_taken");
}

TEST_CASE("a bot cannot unarchive what it archived; a person can, and the bot joins again") {
    SlackFixture f;
    const std::string id = f.api("conversations.create", {{"name", "inc-2"}})["channel"]["id"];
    f.error("conversations.archive", {{"channel", id}});
    CHECK(f.form("conversations.unarchive", {{"channel", id}})["error"] == "not_in_channel");
    CHECK(f.form("conversations.history", {{"channel", id}})["error"] == "not_in_channel");
    CHECK(f.error("conversations.join", {{"channel", id}}) == "is_archived");
    f.slack.unarchive_as_user("U1", id);
    CHECK(f.error("conversations.join", {{"channel", id}}) == "ok");
    CHECK(f.api("conversations.join", {{"channel", id}})["warning"] == "already_in_channel");
}

TEST_CASE("lists come in pages") {
    SlackFixture f;
    const json first = f.form("conversations.list", {{"limit", 1}});
    CHECK(first["channels"].size() == 1);
    const std::string cursor = first["response_metadata"]["next_cursor"];
    CHECK(f.form("conversations.list",
                 {{"limit", 1}, {"cursor", cursor}})["response_metadata"]["next_cursor"] == "");
    CHECK(f.form("conversations.list", {{"limit", 1001}})["error"] == "invalid_limit");
    CHECK(f.form("users.list", json::object())["error"] == "limit_required");
    CHECK(f.form("users.list", {{"limit", 200}})["members"].size() == 3);
}

TEST_CASE("people: direct messages, look-up by e-mail, groups") {
    SlackFixture f;
    const json dm = f.api("conversations.open", {{"users", "U1"}});
    CHECK(f.api("conversations.open", {{"users", "U1"}})["channel"]["id"] == dm["channel"]["id"]);
    CHECK(f.post(dm["channel"]["id"], {{"text", "hello"}}) != "");
    CHECK(f.form("users.lookupByEmail", {{"email", "Bob@example.com"}})["user"]["id"] == "U2");
    CHECK(f.form("users.lookupByEmail", {{"email", "nobody@example.com"}})["error"] == "users_not_found");
    f.slack.add_user_group({"S1", "sre", {"U1"}, false});
    CHECK(f.form("usergroups.users.list", {{"usergroup", "S1"}})["users"][0] == "U1");
    CHECK(f.form("usergroups.list", json::object())["usergroups"][0]["handle"] == "sre");
    CHECK(f.slack.violations().empty());
}

TEST_CASE("pins, reactions and bookmarks") {
    SlackFixture f;
    const std::string ts = f.post("C1", {{"text", "card"}});
    CHECK(f.error("pins.add", {{"channel", "C1"}, {"timestamp", ts}}) == "ok");
    CHECK(f.error("pins.add", {{"channel", "C1"}, {"timestamp", ts}}) == "already_pinned");
    CHECK(f.error("pins.remove", {{"channel", "C1"}, {"timestamp", ts}}) == "ok");
    CHECK(f.error("pins.add", {{"channel", "C1"}, {"timestamp", "1.000001"}}) == "message_not_found");
    CHECK(f.error("reactions.add", {{"channel", "C1"}, {"timestamp", ts}, {"name", "eyes"}}) == "ok");
    CHECK(f.error("reactions.add", {{"channel", "C1"}, {"timestamp", ts}, {"name", "eyes"}}) ==
          "already_reacted");
    CHECK(f.error("reactions.add", {{"channel", "C1"}, {"timestamp", ts}, {"name", ":eyes:"}}) ==
          "invalid_name");
    CHECK(f.error("bookmarks.add", {{"channel_id", "C1"},
                                    {"title", "Bridge"},
                                    {"type", "link"},
                                    {"link", "https://meet.example.com"}}) == "ok");
    CHECK(f.error("bookmarks.add",
                  {{"channel_id", "C1"}, {"title", "Bridge"}, {"type", "link"}, {"link", "javascript:x"}}) ==
          "invalid_link");
}

}  // namespace tocsin::sandbox
