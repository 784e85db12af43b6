// The API takes the same grammar, so that work goes on without Slack; a token is a person (design G8).
#include "bot/config.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("declare, ack, status, note and resolve over the API") {
    Story story;
    auto answer = story.command(R"({"text":"declare sev2 Checkout is failing"})");
    CHECK(answer.status == 200);
    CHECK_THAT(answer.body, Contains("\"incident\":1") && Contains("\"ok\":true"));
    for (const char* text : {"ack", "status identified", "note over the API", "resolve done"})
        CHECK(story.command(R"({"text":")" + std::string(text) + R"(","incident":"INC-1"})").status == 200);
    CHECK(story.incident(1).status == tocsin::Status::resolved);
    CHECK(story.incident(1).role(tocsin::Role::lead).value == "slack:T0SANDBOX:U0ALICE");
    CHECK(story.timeline(1).front().source.value == "api:sandbox");
    CHECK(story.command(R"({"text":"status identified","incident":1})").status == 409);
    CHECK(story.command(R"({"text":"note x","incident":99})").status == 422);
    CHECK(story.command(R"({"text":1})").status == 400);
    CHECK(story.api("GET", "/api/v1/incidents", {}, {}, "wrong").status == 401);
    CHECK(story.api("GET", "/api/v1/incidents/99").status == 404);
    CHECK_THAT(story.api("GET", "/api/v1/incidents/1").body, Contains("\"status\":\"resolved\""));
    CHECK_THAT(story.api("GET", "/api/v1/incidents/1/timeline?kind=note_added").body, Contains("over the API"));
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"alice joined", "acknowledged", "lead", "identified", "over the API", "resolved"});
    story.says(kUpdates, {"Resolved"});
}

TEST_CASE("a mistyped parameter is named instead of passed over") {
    Story story;
    const auto refused = story.api("GET", "/api/v1/incidents?scope=all&sevrity=1");
    CHECK(refused.status == 400);
    CHECK_THAT(refused.body, Contains("`sevrity`") && Contains("scope, service, severity"));
    CHECK(story.api("GET", "/api/v1/incidents/1?x=1").status == 400);
    CHECK(story.api("GET", "/api/v1/incidents?scope=all&severity=1").status == 200);
    CHECK(story.api("GET", "/api/v1/incidents?sevrity=1", {}, {}, "wrong").status == 401);
}

TEST_CASE("an Idempotency-Key makes a repeat harmless, also after a restart") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto first = story.command(R"({"text":"note once","incident":1})", "key-1");
    const auto second = story.command(R"({"text":"note once","incident":1})", "key-1");
    story.restart();
    const auto third = story.command(R"({"text":"note once","incident":1})", "key-1");
    CHECK(first.body.substr(0, 60) == second.body.substr(0, 60));
    CHECK(third.status == 200);
    CHECK(story.count(1, "note_added") == 1);
    CHECK(story.command(R"({"text":"note once","incident":1})", "key-2").status == 200);
    CHECK(story.count(1, "note_added") == 2);
    story.says(channel, {"once", "once"});
}

TEST_CASE("a page over the API is 409 until it is confirmed") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto asked = story.command(R"({"text":"page checkout","incident":1})");
    CHECK(asked.status == 409);
    CHECK_THAT(asked.body, Contains("\"confirm\":\"Page checkout\"") && Contains("say it again with `--yes`"));
    CHECK(story.pagerduty().incidents().empty());
    CHECK(story.command(R"({"text":"page checkout --yes","incident":1})").status == 200);
    CHECK(story.pagerduty().incidents().size() == 1);
    story.advance(minutes{1});
    story.says(channel, {"page to *checkout*", "not known yet", "notified Bob"});
}

TEST_CASE("a token without a user has the level that the configuration gives it") {
    constexpr const char* kOperator = "secret-of-an-operating-machine";
    Story story({}, [](tocsin::Config& config) { config.api_tokens.push_back({"deployer", kOperator, {}, tocsin::AccessLevel::operator_}); });
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto lower = [&](const char* token) { return story.api("POST", "/api/v1/commands", R"({"text":"sev 3 it is less","incident":1})", {}, token).status; };
    CHECK(lower(kRobotToken) == 403);
    CHECK(lower(kOperator) == 200);
    story.says(channel, {"SEV3"});
}

TEST_CASE("a token without a user reads and notes but never acknowledges or leads") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto as_robot = [&](const std::string& text) {
        return story.api("POST", "/api/v1/commands", R"({"text":")" + text + R"(","incident":1})", {}, kRobotToken).status;
    };
    CHECK(as_robot("note a machine says so") == 200);
    CHECK(as_robot("ack") == 403);
    CHECK(as_robot("lead me") == 403);
    CHECK(story.count(1, "acknowledged") == 0);
    story.says(channel, {"a machine says so"});
}
