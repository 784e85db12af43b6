// What people do to the channel of a private incident is its own people's business, and admins': where everybody reads, nothing is said.
#include "tests/support/story.hpp"

using namespace tocsin::story;

namespace {

/// INC-1, private and led by Bob.
std::string declared(Story& story) {
    story.type(kBob, kGeneral, "declare sev2 Zanzibar was robbed --private");
    story.has_card(1);
    const auto channel = story.channel_id(1);
    story.type(kBob, channel, "lead me");
    story.deliver_events();
    story.all_was_expected();
    return channel;
}

bool was_told(Story& story, const char* user, const char* words) {
    for (const auto& message : story.slack().messages(story.direct(user)))
        if (readable(message.text, message.blocks).contains(words)) return true;
    return false;
}

void nobody_else_was_told(Story& story) {
    CHECK(story.direct(kCarol).empty());
    for (const char* open : {kGeneral, kAnnounce, kUpdates}) CHECK(story.slack().messages(open).empty());
}

}  // namespace

TEST_CASE("that the channel of a private incident was archived is told to its own people and to admins, and nowhere else") {
    Story story;
    const auto channel = declared(story);
    story.slack().archive_as_user(channel, kBob);
    story.deliver_events();
    CHECK(story.incident(1).channel_archived);
    for (const char* told : {kBob, kAlice}) CHECK(was_told(story, told, "was archived"));
    CHECK(was_told(story, kBob, "/invite @tocsin"));
    story.type(kBob, kGeneral, "note INC-1 it is quiet there");
    story.slack().unarchive_as_user(kBob, channel);
    story.deliver_events();
    story.advance(minutes{5});
    CHECK(story.incident(1).channel_archived);
    // Slack tells the bot nothing of a private channel that it is not in, until somebody brings it back.
    story.slack().join_channel(kBot, channel);
    story.deliver_events();
    CHECK_FALSE(story.incident(1).channel_archived);
    story.advance(minutes{2});
    story.says(channel, {"it is quiet there"});
    nobody_else_was_told(story);
    story.all_was_expected();
}

TEST_CASE("that the channel of a private incident was renamed or deleted is told to its own people and to admins, and nowhere else") {
    Story story;
    const auto channel = declared(story);
    story.slack().rename_as_user(channel, "zanzibar-again");
    story.deliver_events();
    CHECK(story.incident(1).channel_name == "zanzibar-again");
    story.slack().delete_channel(kBob, channel);
    story.deliver_events();
    CHECK(story.count(1, "channel_deleted") == 1);
    CHECK(story.channel_id(1) != channel);
    for (const char* told : {kBob, kAlice}) CHECK(was_told(story, told, "was deleted"));
    nobody_else_was_told(story);
    story.all_was_expected();
}
