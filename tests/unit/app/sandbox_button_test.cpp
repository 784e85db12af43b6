// Whose button is meant by `tocsin sandbox press`.
#include "bot/sandbox_button.hpp"

#include <catch2/catch.hpp>

#include "bot/sandbox/world.hpp"
#include "tests/unit/sandbox/sandbox_test.hpp"

using namespace tocsin;
using sandbox::World;
using nlohmann::json;

namespace {

struct Shown {
    ManualScheduler clock{time_from_unix_seconds(1'800'000'000)};
    World world{clock};

    json call(const std::string& method, const json& arguments) {
        clock.step_until(clock.now() + std::chrono::seconds{2});
        return json::parse(sandbox::answered(world.slack.handle(sandbox::slack_json(method, arguments))).body);
    }
    std::string post(const std::string& channel, const std::string& action, const std::string& label) {
        const json button{{"type", "button"}, {"action_id", action}, {"text", {{"type", "plain_text"}, {"text", label}}}};
        const json answer = call("chat.postMessage", {{"channel", channel}, {"text", "x"}, {"blocks", json::array({{{"type", "actions"}, {"elements", json::array({button})}}})}});
        INFO(answer.dump());
        REQUIRE(answer["ok"] == true);
        return answer["ts"];
    }
    std::string direct(const char* user) { return call("conversations.open", {{"users", user}})["channel"]["id"]; }
};

}  // namespace

TEST_CASE_METHOD(Shown, "a button in a direct message is found by the person's name, their id, or nothing") {
    post(World::kGeneral, "tocsin.join", "Join");
    const auto bobs = direct(World::kBob);
    const auto ts = post(bobs, "tocsin.acknowledge_page", "Acknowledge");
    for (const char* typed : {"@bob", "bob", "U0BOB"}) {
        const auto place = place_in(world.slack, World::kAlice, typed);
        CHECK(place.user == World::kBob);
        CHECK(button_at(world.slack, place, "acknowledge").ts == ts);
    }
    const auto anywhere = button_at(world.slack, place_in(world.slack, World::kBob, ""), "acknowledge");
    CHECK(anywhere.channel == bobs);
    // By its label as well, and not by somebody who does not see it.
    CHECK(button_at(world.slack, place_in(world.slack, World::kBob, ""), "ACKNOWLEDGE").action == "tocsin.acknowledge_page");
    CHECK(button_at(world.slack, place_in(world.slack, World::kAlice, ""), "acknowledge").action.empty());
    CHECK(button_at(world.slack, place_in(world.slack, World::kBob, "general"), "acknowledge").action.empty());
    CHECK(button_at(world.slack, place_in(world.slack, World::kBob, "@carol"), "acknowledge").action.empty());
}

TEST_CASE_METHOD(Shown, "of several the newest is meant") {
    const auto bobs = direct(World::kBob);
    post(bobs, "tocsin.acknowledge_page", "Acknowledge");
    const auto newest = post(bobs, "tocsin.acknowledge_page", "Acknowledge");
    CHECK(button_at(world.slack, place_in(world.slack, World::kBob, "@bob"), "acknowledge").ts == newest);
}
