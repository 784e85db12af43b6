// Somebody marks a message with an emoji or a pin: it becomes an entry with the message's own time, author, link and files, once, however
// many people mark it; it goes again when nobody marks it any more.
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

namespace {

std::vector<Event> captured(Story& story) {
    auto events = story.timeline(1);
    std::erase_if(events, [](const Event& e) { return !std::holds_alternative<event::MessageCaptured>(e.body); });
    return events;
}

const event::MessageCaptured& message_of(const Event& event) { return std::get<event::MessageCaptured>(event.body); }

bool is_checked(Story& story, const std::string& channel, const std::string& ts) {
    for (const auto& message : story.slack().messages(channel))
        for (const auto& reaction : message.reactions)
            if (message.ts == ts && reaction.name == "white_check_mark") return true;
    return false;
}

}  // namespace

TEST_CASE("a reaction puts a message into the record with its own time, author and link") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const Time said = story.now();
    const auto ts = story.slack().say(kCarol, channel, "The deploy at 14:02 changed the cache key, ask <@U0ALICE>");
    story.advance(minutes{10});
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();

    const auto entries = captured(story);
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].occurred_at - said < seconds{1});
    CHECK(entries[0].recorded_at - said > minutes{9});
    CHECK(entries[0].actor == slack_actor(TeamId("T0SANDBOX"), UserId(kBob)));
    CHECK(message_of(entries[0]).author == slack_actor(TeamId("T0SANDBOX"), UserId(kCarol)));
    CHECK_THAT(entries[0].link, Contains("/archives/" + channel + "/p"));
    CHECK(is_checked(story, channel, ts));
    const auto shown = story.type(kBob, channel, "timeline");
    CHECK_THAT(shown, Contains("carol The deploy at 14:02 changed the cache key, ask alice"));
    CHECK_THAT(shown, !Contains("U0ALICE") && !Contains("<@"));
}

TEST_CASE("an answer in a thread is found, with its files") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto above = story.slack().say(kBob, channel, "Who has the graph?");
    story.slack().reply(kCarol, channel, above, "I look");
    const auto ts = story.slack().reply(kCarol, channel, above, "Here", {"latency.png"});
    story.slack().react(kAlice, channel, ts, "stopwatch");
    story.deliver_events();
    const auto entries = captured(story);
    REQUIRE(entries.size() == 1);
    const auto& message = message_of(entries[0]);
    CHECK(message.ts.value == ts);
    CHECK(message.thread.value == above);
    REQUIRE(message.files.size() == 1);
    CHECK(message.files[0].name == "latency.png");
    CHECK_THAT(message.files[0].link, Contains("/files/"));
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("Here (in a thread)") && Contains("latency.png (PNG)"));
}

TEST_CASE("many marks make one entry, and it goes with the last of them") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "Rolling back");
    story.slack().react(kBob, channel, ts, "pushpin");
    story.slack().react(kAlice, channel, ts, "pushpin");
    story.slack().react(kAlice, channel, ts, "stopwatch");
    story.slack().pin(kCarol, channel, ts);
    for (const auto& request : story.deliver_events()) CHECK(story.deliver(story.slack().retry(request)).status == 200);
    story.settle();
    CHECK(captured(story).size() == 1);

    story.slack().unreact(kBob, channel, ts, "pushpin");
    story.slack().unreact(kAlice, channel, ts, "pushpin");
    story.slack().unreact(kAlice, channel, ts, "stopwatch");
    story.deliver_events();
    CHECK(story.count(1, "entry_withdrawn") == 0);
    CHECK(is_checked(story, channel, ts));
    story.slack().unpin(kCarol, channel, ts);
    story.deliver_events();
    CHECK(story.count(1, "entry_withdrawn") == 1);
    CHECK_FALSE(is_checked(story, channel, ts));
    CHECK_THAT(story.type(kBob, channel, "timeline"), !Contains("Rolling back"));

    story.slack().react(kAlice, channel, ts, "pushpin");
    story.deliver_events();
    CHECK(captured(story).size() == 2);
    CHECK(is_checked(story, channel, ts));
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("Rolling back"));
}

TEST_CASE("the menu of a message does at one click what the emoji does") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto above = story.slack().say(kBob, channel, "Who has the graph?");
    const Time said = story.now();
    const auto ts = story.slack().reply(kCarol, channel, above, "Here, ask <@U0ALICE>", {"latency.png"});
    story.advance(minutes{10});
    story.use_message_shortcut(kBob, channel, ts, "tocsin.note");
    CHECK(story.slack().form(kBob) == nullptr);
    CHECK(story.deliver(story.last_request()).status == 200);
    story.settle();
    REQUIRE(captured(story).size() == 1);
    const auto entry = captured(story)[0];
    CHECK(std::chrono::abs(entry.occurred_at - said) < seconds{1});
    CHECK(entry.actor == slack_actor(TeamId("T0SANDBOX"), UserId(kBob)));
    CHECK_THAT(entry.link, Contains("/archives/" + channel + "/p"));
    CHECK(message_of(entry).author == slack_actor(TeamId("T0SANDBOX"), UserId(kCarol)));
    CHECK(message_of(entry).thread.value == above);
    CHECK(message_of(entry).files.size() == 1);
    CHECK(message_of(entry).via == "shortcut");
    CHECK(is_checked(story, channel, ts));
    story.use_message_shortcut(kAlice, channel, ts, "tocsin.note");
    CHECK(captured(story).size() == 1);
    story.tells(kAlice, {"in the record already"});
    story.slack().edit(kCarol, channel, ts, "Here it is");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("carol Here it is (in a thread)"));
}

TEST_CASE("the menu of a message that was deleted meanwhile keeps what was seen, and denies guests") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "the queue is full");
    const auto other = story.slack().say(kCarol, channel, "only members");
    story.slack().join_channel(kGuest, channel);
    const auto picked = story.slack().message_shortcut(kBob, channel, ts, "tocsin.note");
    REQUIRE(picked);
    story.slack().erase(channel, ts);
    CHECK(story.deliver(*picked).status == 200);
    story.settle();
    CHECK_THAT(story.type(kBob, channel, "timeline"), Contains("the queue is full (deleted in Slack)"));
    CHECK_THAT(story.use_message_shortcut(kGuest, channel, other, "tocsin.note"), Contains("Guests of this workspace cannot use `note`"));
    CHECK(captured(story).size() == 1);
    CHECK(story.count(1, "denied") == 1);
    story.tells(kGuest, {"Guests"});
}

TEST_CASE("other emoji make a task and a follow-up") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto above = story.slack().say(kBob, channel, "What is missing?");
    const auto ts = story.slack().reply(kCarol, channel, above, "Somebody must warn <@U0ALICE>", {"graph.png"});
    const auto later = story.slack().say(kCarol, channel, "We need a canary");
    story.slack().react(kBob, channel, ts, "star");
    story.slack().react(kBob, channel, later, "seedling");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "task list"), Contains("☐ #1 Somebody must warn @alice"));
    CHECK_THAT(story.type(kBob, channel, "followup list"), Contains("☐ #2 We need a canary"));
    CHECK(is_checked(story, channel, ts));
    story.slack().edit(kCarol, channel, ts, "Somebody must warn support");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "task list"), Contains("☐ #1 Somebody must warn support"));
    story.slack().unreact(kBob, channel, later, "seedling");
    story.deliver_events();
    CHECK_THAT(story.type(kBob, channel, "followup list"), Contains("No follow-ups"));
    story.says(channel, {"task #1: Somebody must warn @alice — from a message of carol (in a thread) 📎", "follow-up #2: We need a canary — from a message of carol"});
}

TEST_CASE("guests are told that they cannot, other channels and tocsin's own words have no effect") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "sev 1");
    const auto ts = story.slack().say(kCarol, channel, "Only members");
    const auto elsewhere = story.slack().say(kCarol, kGeneral, "Lunch?");
    story.slack().react(kGuest, channel, ts, "pushpin");
    story.slack().react(kBob, kGeneral, elsewhere, "pushpin");
    story.slack().join_channel(kGuest, channel);
    story.slack().react(kBob, channel, story.card(1).ts, "pushpin");
    story.deliver_events();
    CHECK(captured(story).empty());
    CHECK(story.count(1, "denied") == 1);
    story.says(channel, {"SEV2 → SEV1"});
    story.tells(kGuest, {"Guests of this workspace cannot use `note`"});
    story.tells(kBob, {"in the record already"});
}

TEST_CASE("3,000 reactions on one message are one entry") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, "Everybody look");
    // 80 people whose reactions come and go, all but one person's: 3,000 events.
    for (int round = 0; round < 38; ++round)
        for (int i = 0; i < 80; ++i) {
            sandbox::SlackUser user;
            user.id = "U9" + std::to_string(i);
            user.name = "user" + std::to_string(i);
            if (round == 0) story.slack().add_user(user);
            if (round % 2 == 0) story.slack().react(user.id, channel, ts, "pushpin");
            else if (i > 0) story.slack().unreact(user.id, channel, ts, "pushpin");
        }
    story.deliver_events();
    CHECK(captured(story).size() == 1);
    CHECK(is_checked(story, channel, ts));
}

TEST_CASE("a message of 40,000 characters is cut, and says so") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto ts = story.slack().say(kCarol, channel, std::string(40'000, 'x'));
    story.slack().react(kBob, channel, ts, "pushpin");
    story.deliver_events();
    REQUIRE(captured(story).size() == 1);
    CHECK_THAT(plain_text(message_of(captured(story)[0]).text), Contains("the message has 40000 characters"));
}
