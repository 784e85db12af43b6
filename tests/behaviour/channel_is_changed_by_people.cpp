// What people do to an incident's channel in Slack: the state stays right, and what cannot work any more is said where people look.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a renamed channel is known by its new name") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().rename_as_user(channel, "war-room");
    story.deliver_events();
    CHECK(story.incident(1).channel_name == "war-room");
    CHECK(story.count(1, "channel_renamed") == 1);
    CHECK_THAT(story.api("GET", "/api/v1/incidents/1/postmortem").body, Contains("#war-room"));
}

TEST_CASE("an archived channel of an open incident is said elsewhere, and what waits is posted when it is back") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "lead me");
    story.deliver_events();
    story.slack().archive_as_user(channel, kCarol);
    story.deliver_events();
    CHECK(story.incident(1).channel_archived);
    CHECK(story.count(1, "channel_archived") == 1);
    story.says(kAnnounce, {"its channel #inc-1-checkout-is-failing was archived"});
    story.says(story.direct(kBob), {"unarchive it in Slack"});
    story.slack().unarchive_as_user(kBob, channel);
    story.deliver_events();
    CHECK_FALSE(story.incident(1).channel_archived);
    CHECK(story.count(1, "channel_unarchived") == 1);
    story.says(channel, {"lead"});
}

TEST_CASE("a deleted channel is said elsewhere, and the work goes on in a new one") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.deliver_events();
    story.slack().delete_channel(kCarol, channel);
    story.deliver_events();
    CHECK(story.count(1, "channel_deleted") == 1);
    CHECK(story.channel_id(1) != channel);
    story.says(kAnnounce, {"was deleted by carol"});
    story.has_card_and_announcement(1);
    story.deliver_events();
    story.says(story.channel_id(1), {});
}

TEST_CASE("tocsin's own archiving is not told a second time") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "resolve rolled back");
    story.type(kBob, channel, "close");
    story.deliver_events();
    CHECK(story.count(1, "channel_archived") == 1);
    story.says(channel, {"resolved", "closed"});
    story.says(kUpdates, {"Resolved"});
}

TEST_CASE("what waits for a channel that stays archived for a day is looked at seldom") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.deliver_events();
    story.slack().archive_as_user(channel, kCarol);
    story.deliver_events();
    story.type(kBob, kGeneral, "note INC-1 it is quiet there");
    const auto jobs = [&] {
        const std::string body = story.api("GET", "/metrics").body;
        return std::stod(body.substr(body.find("\ntocsin_store_jobs ") + 19));
    };
    const auto before = jobs();
    story.advance(hours{24});
    // Once a minute for each of a line, the card and what else waits; every five seconds it would be 17,280 each.
    CHECK(jobs() - before < 10'000);
    story.slack().unarchive_as_user(kBob, channel);
    story.deliver_events();
    story.advance(minutes{2});
    story.says(channel, {"it is quiet there"});
    story.all_was_expected();
}

namespace {

/// What Slack had to tell, the other way round.
void deliver_reversed(Story& story) {
    auto events = story.slack().take_events();
    for (auto event = events.rbegin(); event != events.rend(); ++event) CHECK(story.deliver(*event).status == 200);
    story.settle();
}

}  // namespace

TEST_CASE("that a channel is open again and was renamed twice is known whatever comes first") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.deliver_events();
    story.slack().archive_as_user(channel, kCarol);
    story.advance(seconds{1});
    story.slack().unarchive_as_user(kBob, channel);
    story.slack().rename_as_user(channel, "war-room");
    story.advance(seconds{1});
    story.slack().rename_as_user(channel, "war-room-two");
    deliver_reversed(story);
    CHECK_FALSE(story.incident(1).channel_archived);
    CHECK(story.incident(1).channel_name == "war-room-two");
    CHECK(story.count(1, "channel_archived") == 0);
    story.all_was_expected();
}

TEST_CASE("that a channel is open again is found out where no event says so") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.deliver_events();
    story.slack().archive_as_user(channel, kCarol);
    story.deliver_events();
    story.type(kBob, kGeneral, "note INC-1 it is quiet there");
    CHECK(story.incident(1).channel_archived);
    story.slack().unarchive_as_user(kBob, channel);
    story.slack().take_events();
    story.advance(minutes{3});
    CHECK_FALSE(story.incident(1).channel_archived);
    story.says(channel, {"it is quiet there"});
    story.all_was_expected();
}

TEST_CASE("a name of a channel is kept without the marks that nobody sees") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().rename_as_user(channel, "war\u202e-room\u200b");
    story.deliver_events();
    CHECK(story.incident(1).channel_name == "war-room");
    story.all_was_expected();
}

TEST_CASE("an older unarchiving that is told after tocsin's own archiving changes nothing, and what is reopened has a channel") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.deliver_events();
    story.slack().archive_as_user(channel, kCarol);
    story.deliver_events();
    story.slack().unarchive_as_user(kBob, channel);
    const auto late = story.slack().take_events();
    story.advance(minutes{3});
    REQUIRE_FALSE(story.incident(1).channel_archived);
    story.type(kBob, channel, "resolve it healed");
    story.type(kBob, channel, "close");
    story.advance(minutes{2});
    REQUIRE(story.channel_of(1).archived);
    for (const auto& event : late) CHECK(story.deliver(story.slack().retry(event)).status == 200);
    story.advance(minutes{2});
    CHECK(story.incident(1).channel_archived);
    story.type(kBob, kGeneral, "reopen INC-1 errors are back");
    story.advance(minutes{2});
    CHECK(story.channel_id(1) != channel);
    CHECK_FALSE(story.channel_of(1).archived);
    CHECK(story.incident(1).step(tocsin::CreationStep::channel).state == tocsin::StepState::done);
    story.type(kBob, story.channel_id(1), "note it goes on");
    CHECK(story.count(1, "delivery_failed") == 0);
    story.all_was_expected();
}

TEST_CASE("what Slack refuses because the channel is archived waits, though no event said so") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.deliver_events();
    story.slack().archive_as_user(channel, kCarol);
    story.slack().take_events();
    // The bot is taken out of what is archived; in the channel's own words it is archived.
    story.slack().fail_next("chat.postMessage", Fault::api_error("is_archived"));
    story.type(kBob, kGeneral, "note INC-1 it is quiet there");
    CHECK(story.incident(1).channel_archived);
    story.says(kAnnounce, {"was archived in Slack"});
    story.slack().unarchive_as_user(kBob, channel);
    story.slack().take_events();
    story.advance(minutes{3});
    story.says(channel, {"it is quiet there"});
    CHECK(story.count(1, "delivery_failed") == 0);
    story.all_was_expected();
}
