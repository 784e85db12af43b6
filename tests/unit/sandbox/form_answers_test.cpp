// What an app may answer to a form, and what the person then has before them: Slack's page on modals.
#include <catch2/catch.hpp>

#include "tests/unit/sandbox/sandbox_test.hpp"

namespace tocsin::sandbox {
namespace {

using nlohmann::json;

json plain(const std::string& text) { return {{"type", "plain_text"}, {"text", text}}; }

/// A form with a line, a menu of the app's own and a button beside a text.
json form_view(const std::string& title) {
    const json line{{"type", "input"}, {"block_id", "line"}, {"label", plain("Line")}, {"optional", true}, {"element", {{"type", "plain_text_input"}, {"action_id", "a"}}}};
    const json menu{{"type", "input"}, {"block_id", "menu"}, {"label", plain("Menu")}, {"optional", true},
                    {"element", {{"type", "external_select"}, {"action_id", "m"}, {"min_query_length", 0}}}};
    const json beside{{"type", "section"}, {"text", plain("Look it up")}, {"accessory", {{"type", "button"}, {"action_id", "look"}, {"text", plain("Look")}}}};
    return {{"type", "modal"}, {"title", plain(title)}, {"submit", plain("Go")}, {"blocks", json::array({line, menu, beside, {{"type", "divider"}},
            {{"type", "context"}, {"elements", json::array({plain("so far")})}}})}};
}

struct FormFixture : SlackFixture {
    FormFixture() {
        net::Request query;
        query.target = "/?" + slack.slash_command("U1", "C1", "x").body;
        REQUIRE(api("views.open", {{"trigger_id", query.query("trigger_id")}, {"view", form_view("First")}})["ok"] == true);
    }
    std::string title() const {
        const SlackView* top = slack.form("U1");
        return top == nullptr ? "none" : json::parse(top->view)["title"]["text"].get<std::string>();
    }
    json sent(const net::Request& request) const {
        net::Request query;
        query.target = "/?" + request.body;
        return json::parse(query.query("payload"));
    }
    void answer(const json& said) { slack.take_answer(slack.submit_view("U1", slack.form("U1")->id, {}).value(), net::json_response(200, said.dump())); }
    void push(const std::string& title) { answer({{"response_action", "push"}, {"view", form_view(title)}}); }
};

}  // namespace

TEST_CASE_METHOD(FormFixture, "an update shows another form under a new hash, so that an edit from before conflicts") {
    const SlackView before = *slack.form("U1");
    answer({{"response_action", "update"}, {"view", form_view("Second")}});
    CHECK(title() == "Second");
    CHECK(slack.form("U1")->id == before.id);
    CHECK(slack.form("U1")->hash != before.hash);
    CHECK(error("views.update", {{"view_id", before.id}, {"hash", before.hash}, {"view", form_view("Late")}}) == "hash_conflict");
    CHECK(slack.violations().empty());
}

TEST_CASE_METHOD(FormFixture, "forms lie on each other three deep, and closing one shows the one below") {
    push("Second");
    push("Third");
    CHECK(title() == "Third");
    CHECK(slack.form("U1")->root_id != slack.form("U1")->id);
    CHECK(slack.violations().empty());
    push("Fourth");
    CHECK(title() == "Third");
    CHECK(slack.violations().size() == 1);
    REQUIRE(slack.close_view("U1", slack.form("U1")->id));
    CHECK(title() == "Second");
    answer({{"response_action", "clear"}});
    CHECK(title() == "none");
}

TEST_CASE_METHOD(FormFixture, "a form is not answered with a Home") {
    answer({{"response_action", "update"}, {"view", {{"type", "home"}, {"blocks", json::array()}}}});
    CHECK(title() == "First");
    CHECK(slack.violations().size() == 1);
}

TEST_CASE_METHOD(FormFixture, "once a menu has offered something, nothing else can be chosen, and its label is sent along") {
    const std::string id = slack.form("U1")->id;
    slack.take_answer(slack.suggest("U1", id, "menu", "led").value(), net::json_response(200, json{{"options", json::array({{{"text", plain("Ledger")}, {"value", "S1"}}})}}.dump()));
    CHECK(slack.violations().empty());
    CHECK_FALSE(slack.submit_view("U1", id, {{"menu", {"led"}}}));
    const json chosen = sent(slack.submit_view("U1", id, {{"menu", {"S1"}}}).value())["view"]["state"]["values"]["menu"]["m"]["selected_option"];
    CHECK(chosen["value"] == "S1");
    CHECK(chosen["text"]["text"] == "Ledger");
}

TEST_CASE_METHOD(FormFixture, "a button in a form sends what was typed so far; one of a form below cannot be pressed") {
    const std::string first = slack.form("U1")->id;
    const json pressed = sent(slack.press_in_view("U1", first, "look", {}, {{"line", {"half a th"}}}).value());
    CHECK(pressed["type"] == "block_actions");
    CHECK(pressed["view"]["state"]["values"]["line"]["a"]["value"] == "half a th");
    push("Second");
    CHECK_FALSE(slack.press_in_view("U1", first, "look"));
}

}  // namespace tocsin::sandbox
