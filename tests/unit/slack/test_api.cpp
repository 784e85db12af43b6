#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "bot/slack/api.hpp"
#include "bot/slack/form.hpp"

using namespace tocsin;
using namespace tocsin::slack;
using nlohmann::json;

namespace {

const Message kMessage{"text", R"([{"type":"divider"}])"};

ApiOutcome answer(std::string_view body, int status = 200, std::string_view retry_after = {}, std::string_view method = "chat.postMessage") {
    return classify(method, status, retry_after, body, Time{});
}

template <class T>
T outcome(const ApiOutcome& made) {
    REQUIRE(std::holds_alternative<T>(made));
    return std::get<T>(made);
}

}  // namespace

TEST_CASE("a post carries the row's id and nothing that makes Slack read mentions into text") {
    const auto post = call::post_message(ChannelId("C1"), kMessage, OutboxId(7));
    CHECK(post.method == "chat.postMessage");
    CHECK(post.content_type == "application/json; charset=utf-8");
    const auto body = json::parse(post.body);
    CHECK(body["channel"] == "C1");
    CHECK(body["text"] == "text");
    CHECK(body["blocks"][0]["type"] == "divider");
    CHECK(body["metadata"]["event_type"] == "tocsin_delivery");
    CHECK(body["metadata"]["event_payload"]["row"] == 7);
    CHECK(body["parse"] == "none");
    CHECK(body["link_names"] == false);
}

TEST_CASE("calls name their arguments as Slack does") {
    struct Row {
        ApiCall call;
        std::string method;
        json arguments;
    };
    const std::vector<UserId> users{UserId("U1"), UserId("U2")};
    const std::vector<Row> rows{
        {call::create_channel("inc-1"), "conversations.create", {{"name", "inc-1"}, {"is_private", false}}},
        {call::invite(ChannelId("C1"), users), "conversations.invite", {{"channel", "C1"}, {"users", "U1,U2"}, {"force", true}}},
        {call::set_topic(ChannelId("C1"), "t"), "conversations.setTopic", {{"channel", "C1"}, {"topic", "t"}}},
        {call::set_purpose(ChannelId("C1"), "p"), "conversations.setPurpose", {{"channel", "C1"}, {"purpose", "p"}}},
        {call::archive(ChannelId("C1")), "conversations.archive", {{"channel", "C1"}}},
        {call::pin(ChannelId("C1"), MessageTs("1.2")), "pins.add", {{"channel", "C1"}, {"timestamp", "1.2"}}},
        {call::open_direct(UserId("U1")), "conversations.open", {{"users", "U1"}}},
        {call::auth_test(), "auth.test", json::object()},
        {call::complete_upload("F1", "draft", ChannelId("C1"), "here"), "files.completeUploadExternal",
         {{"files", json::array({{{"id", "F1"}, {"title", "draft"}}})}, {"channel_id", "C1"}, {"initial_comment", "here"}}},
    };
    for (const auto& [made, method, arguments] : rows) {
        CHECK(made.method == method);
        CHECK(json::parse(made.body) == arguments);
    }
    const auto update = json::parse(call::update_message(ChannelId("C1"), MessageTs("1.2"), kMessage).body);
    CHECK(update["ts"] == "1.2");
    CHECK_FALSE(update.contains("unfurl_links"));
}

TEST_CASE("methods that read, and one that takes no JSON, are sent as forms") {
    CHECK(call::unarchive(ChannelId("C1")).body == "channel=C1");
    CHECK(call::history(ChannelId("C1"), time_from_unix_micros(1531420618000100), "cur=", 10).body ==
          "channel=C1&cursor=cur%3D&include_all_metadata=true&inclusive=true&limit=10&oldest=1531420618.000100");
    CHECK(call::user_info(UserId("U1")).body == "user=U1");
    CHECK(call::user_by_email("a+b@c.example").body == "email=a%2Bb%40c.example");
    CHECK(call::upload_url("a b.md", 12).body == "filename=a+b.md&length=12");
    CHECK(call::user_info(UserId("U1")).content_type == "application/x-www-form-urlencoded");
}

TEST_CASE("at most 100 people are invited at once") {
    const std::vector<UserId> many(150, UserId("U1"));
    const std::string users = json::parse(call::invite(ChannelId("C1"), many).body)["users"];
    CHECK(std::ranges::count(users, ',') == 99);
}

TEST_CASE("good answers give their fields") {
    CHECK(outcome<Ok>(answer(R"({"ok":true,"channel":"C1","ts":"1.2","message":{"text":"x"}})")).ts == MessageTs("1.2"));
    const auto created = outcome<Ok>(answer(R"({"ok":true,"channel":{"id":"C1","name":"inc-1"},"warning":"x"})"));
    CHECK(created.channel == ChannelId("C1"));
    CHECK(created.channel_name == "inc-1");
    const auto self = outcome<Ok>(answer(R"({"ok":true,"url":"u","user":"bot","team":"t","team_id":"T1","user_id":"U1","bot_id":"B1"})"));
    CHECK(self.team == TeamId("T1"));
    CHECK(self.user_id == UserId("U1"));
    CHECK(self.bot_id == "B1");
    const auto upload = outcome<Ok>(answer(R"({"ok":true,"upload_url":"https://u","file_id":"F1"})"));
    CHECK(upload.upload_url == "https://u");
    CHECK(upload.file_id == "F1");
    const auto history = outcome<Ok>(answer(R"({"ok":true,"messages":[{"ts":"3.1","metadata":{"event_type":"tocsin_delivery","event_payload":{"row":7}}},
        {"ts":"3.2","metadata":{"event_type":"other","event_payload":{"row":8}}},{"ts":"3.3"}],"response_metadata":{"next_cursor":"n"}})"));
    REQUIRE(history.messages.size() == 3);
    CHECK(history.messages[0].row == OutboxId(7));
    CHECK(history.messages[1].row.none());
    CHECK(history.messages[2].row.none());
    CHECK(history.next_cursor == "n");
}

TEST_CASE("errors fall into their classes") {
    CHECK(outcome<RateLimited>(answer("", 429, "17")).retry_after == std::chrono::seconds(17));
    CHECK(outcome<RateLimited>(answer("", 429, "")).retry_after == std::chrono::seconds(30));
    CHECK(outcome<RateLimited>(answer("", 429, "-5")).retry_after == std::chrono::seconds(1));
    CHECK(outcome<RateLimited>(answer(R"({"ok":false,"error":"ratelimited"})", 200, "3")).retry_after == std::chrono::seconds(3));
    CHECK(outcome<Retryable>(answer("oops", 503)).maybe_done);
    CHECK(outcome<Retryable>(answer("<html>", 200)).maybe_done);
    CHECK(outcome<Retryable>(answer(R"({"ok":false,"error":"fatal_error"})")).maybe_done);
    CHECK_FALSE(outcome<Retryable>(answer(R"({"ok":false,"error":"service_unavailable"})")).maybe_done);
    for (const char* code : {"already_in_channel", "already_pinned", "already_archived", "not_archived"})
        CHECK(outcome<Already>(answer(R"({"ok":false,"error":")" + std::string(code) + "\"}")).what == code);
    for (const char* code : {"channel_not_found", "is_archived", "invalid_auth", "not_in_channel", "invalid_blocks", "name_taken"}) {
        const auto refused = outcome<Permanent>(answer(R"({"ok":false,"error":")" + std::string(code) + "\"}"));
        CHECK(refused.error == code);
        CHECK(refused.sentence.find(code) != std::string::npos);
        CHECK(refused.sentence.size() > std::string(code).size() + 20);
    }
    CHECK(outcome<Permanent>(answer(R"({"ok":false,"error":"brand_new"})")).error == "brand_new");
    CHECK(outcome<Permanent>(answer(R"({"ok":false})")).error == "unknown_error");
    CHECK(outcome<Permanent>(answer("", 404)).error == "http_404");
}

TEST_CASE("a refusal says which permission or block was wrong") {
    CHECK(outcome<Permanent>(answer(R"({"ok":false,"error":"missing_scope","needed":"pins:write","provided":"x"})")).sentence.find("pins:write") !=
          std::string::npos);
    CHECK(outcome<Permanent>(answer(R"({"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] no more than 50"]}})"))
              .sentence.find("no more than 50") != std::string::npos);
}

TEST_CASE("an invitation is done when everybody is there") {
    const auto invited = [](std::string_view body) { return answer(body, 200, {}, "conversations.invite"); };
    outcome<Already>(invited(R"({"ok":false,"error":"already_in_channel"})"));
    outcome<Already>(invited(R"({"ok":false,"error":"already_in_channel","errors":[{"user":"U1","ok":false,"error":"already_in_channel"}]})"));
    const auto one = outcome<Permanent>(invited(R"({"ok":false,"error":"already_in_channel",
        "errors":[{"user":"U1","ok":false,"error":"already_in_channel"},{"user":"U2","ok":false,"error":"ura_max_channels"}]})"));
    CHECK(one.error == "ura_max_channels");
    CHECK(one.sentence.find("U2") != std::string::npos);
}

TEST_CASE("a person is read with zone, address and whether they are a guest") {
    const auto person = [](const std::string& extra) {
        const auto ok = outcome<Ok>(answer(R"({"ok":true,"user":{"id":"U1","team_id":"T1","name":"al","tz":"Europe/Paris","profile":
            {"real_name":"Alice A","display_name":"Alice","email":"a@b.example"})" + extra + "}}"));
        REQUIRE(ok.user.has_value());
        return *ok.user;
    };
    const Person alice = person("");
    CHECK(alice.id == ActorId("slack:T1:U1"));
    CHECK(alice.name == "Alice");
    CHECK(alice.email == "a@b.example");
    CHECK(alice.zone == "Europe/Paris");
    CHECK_FALSE(alice.guest);
    CHECK_FALSE(alice.bot);
    for (const char* flag : {"is_restricted", "is_ultra_restricted", "is_stranger", "deleted"})
        CHECK(person(",\"" + std::string(flag) + "\":true").guest);
    CHECK(person(R"(,"is_bot":true)").bot);
}

TEST_CASE("late answers: used up and expired addresses are for good") {
    outcome<Ok>(classify_response_url(200, "", "ok"));
    CHECK(outcome<Permanent>(classify_response_url(404, "", "used_url")).error == "used_url");
    CHECK(outcome<Permanent>(classify_response_url(404, "", "")).error == "expired_url");
    outcome<Retryable>(classify_response_url(500, "", ""));
    outcome<RateLimited>(classify_response_url(429, "2", ""));
    outcome<Ok>(classify_upload(200, ""));
    outcome<Retryable>(classify_upload(502, ""));
}
