// Slack comes over a websocket that tocsin opens: no address, no signing secret, the same guarantees (design G1, G2).
#include "tests/support/by_socket.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("an incident is declared, noted and resolved over Socket Mode alone") {
    Story story({}, by_socket_alone);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    CHECK_THAT(story.type(kCarol, channel, "note the cache is cold"), Contains("cache is cold"));
    story.press_card(kCarol, 1, "tocsin.join");
    CHECK(story.count(1, "responder_joined") == 2);
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("Slack is connected over Socket Mode"));
    story.type(kBob, channel, "resolve warmed it up");
    CHECK(story.incident(1).status == tocsin::Status::resolved);
    story.says(channel, {"the cache is cold", "carol joined", "resolved"});
    story.says(kUpdates, {"Resolved"});
}

TEST_CASE("where nobody can sign there is no address for Slack, and the probe says how Slack comes") {
    Story story({}, by_socket_alone);
    tocsin::net::Request forged;
    forged.method = "POST";
    forged.target = "/slack/events";
    forged.headers.add("Content-Type", "application/x-www-form-urlencoded");
    forged.body = "ssl_check=1";
    CHECK(story.deliver(forged).status == 404);
    CHECK(story.api("GET", "/readyz?verbose").body.contains("Slack is connected over Socket Mode since"));
    auto& slack = *story.slack().sockets();
    slack.switch_off(true);
    slack.close_all();
    story.advance(seconds{1});
    CHECK_THAT(story.api("GET", "/readyz?verbose").body, Contains("Slack is not connected over Socket Mode") && Contains("Socket Mode is switched off"));
    CHECK_THAT(story.command(R"({"text":"health"})").body, Contains("Socket Mode is switched off in the app's settings"));
    slack.switch_off(false);
    story.advance(minutes{3});
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("Slack is connected"));
}

TEST_CASE("when Slack asks for a new connection, the old one is read until it ends") {
    Story story({}, by_socket_alone);
    auto& slack = *story.slack().sockets();
    story.advance(minutes{10});
    slack.say_goodbye("refresh_requested");
    story.advance_a_little();
    REQUIRE(slack.open_connections().size() == 2);
    // They take turns: one of the two goes over each.
    const auto first = slack.deliver(story.slack().slash_command(kBob, kGeneral, "declare sev2 Checkout is failing"));
    const auto second = slack.deliver(story.slack().slash_command(kBob, kGeneral, "list"));
    CHECK(slack.envelope(first).connection != slack.envelope(second).connection);
    story.settle();
    CHECK(slack.envelope(first).answer);
    CHECK(slack.envelope(second).answer);
    slack.cut(1);
    story.advance(seconds{1});
    CHECK(slack.open_connections().size() == 1);
    CHECK(slack.opened() == 2);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined"});
}

TEST_CASE("an envelope that comes again after a restart has its one effect and the same answer") {
    Story story({}, by_socket_alone);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    auto& slack = *story.slack().sockets();
    const auto sent = slack.deliver(story.slack().slash_command(kBob, channel, "note the cache is cold"));
    story.settle();
    REQUIRE(slack.envelope(sent).answer);
    const auto answer = *slack.envelope(sent).answer;
    CHECK_THAT(answer, Contains("cache is cold"));
    story.restart(seconds{30});
    const auto copy = slack.envelope(sent).sendings;
    slack.redeliver(sent);
    story.settle();
    CHECK(slack.envelope(sent).sendings == copy + 1);
    CHECK(*slack.envelope(sent).answer == answer);
    CHECK(story.count(1, "note_added") == 1);
    story.says(channel, {"the cache is cold"});
}

TEST_CASE("a frame that cannot be read is kept for a person and acknowledged") {
    Story story({}, by_socket_alone);
    auto& slack = *story.slack().sockets();
    slack.send_raw(R"({"type":"slash_commands","payload":{}})");
    slack.send_raw("{");
    story.settle();
    CHECK(story.dead_letters() == 2);
    // An envelope whose payload cannot be read is dead-lettered like a body that cannot, and does not come again.
    const auto sent = slack.deliver(story.slack().signed_request("/slack/events", "application/json", R"({"type":"event_callback","event":{}})"));
    story.settle();
    CHECK(slack.envelope(sent).answer);
    CHECK(story.dead_letters() == 3);
}

TEST_CASE("a form is opened, asked for its menu, objected to, corrected and taken over Socket Mode alone") {
    Story story({}, by_socket_alone);
    story.declare(kAlice, "sev3 Search is slow --service search");
    story.type(kBob, kGeneral, "declare");
    const auto asked = story.slack().suggest(kBob, story.slack().form(kBob)->id, "service", "sear");
    REQUIRE(asked);
    CHECK_THAT(story.deliver(*asked).body, Contains("search"));
    CHECK_THAT(story.submit(kBob, {{"title", {"   "}}}), Contains("title: This must be filled in"));
    story.submit(kBob, {{"title", {"Checkout is failing"}}, {"service", {"checkout"}}});
    CHECK(story.incident(2).title == "Checkout is failing");
    story.has_card_and_announcement(2);
    const auto channel = story.channel_id(2);
    story.press_card(kBob, 2, "tocsin.open_form.update");
    story.close_form(kBob, {{"text", {"half a"}}});
    story.press_card(kBob, 2, "tocsin.open_form.update");
    CHECK(story.form_value(kBob, "text") == "half a");
    // It moved on meanwhile: the form is shown anew, in the acknowledgement.
    story.type(kAlice, channel, "resolve it healed");
    CHECK_THAT(story.submit(kBob, {{"text", {"half a day"}}}), !Contains("published"));
    CHECK_THAT(story.form_text(kBob), Contains("moved on while you wrote"));
    story.submit(kBob, {{"text", {"half a day"}}});
    CHECK(story.count(2, "update_published") == 1);
    const auto ts = story.slack().say(kCarol, channel, "the cache is cold");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    CHECK(story.count(2, "message_captured") == 1);
    story.all_was_expected();
}
