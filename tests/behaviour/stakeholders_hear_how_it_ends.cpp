// Who was told of an incident in the updates channel hears how it ends and that it came back; who never heard of it is left alone.
#include "tests/support/story.hpp"

using namespace tocsin::story;

TEST_CASE("after an update the end is told, also without a word, and so is what comes back") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.type(kBob, channel, "lead me");
    story.type(kBob, channel, "update We roll back.");
    story.type(kBob, channel, "resolve");
    story.says(kUpdates, {"We roll back.", "Resolved."});
    story.type(kBob, channel, "undo");
    story.says(kUpdates, {"This is not over: it is investigating again."});
    story.type(kBob, channel, "resolve it is over");
    story.type(kBob, channel, "reopen errors are back");
    story.says(kUpdates, {"Resolved: it is over", "Reopened: errors are back"});
    story.type(kBob, channel, "cancel it was a test");
    story.says(kUpdates, {"Canceled: it was a test"});
    story.all_was_expected();
}

TEST_CASE("who never heard of it hears no end, unless somebody wrote how it ended") {
    Story story;
    const auto first = story.declare(kBob, "sev4 Search is slow");
    story.type(kBob, first, "status identified");
    story.type(kBob, first, "resolve");
    story.type(kBob, first, "reopen it is slow again");
    story.type(kBob, first, "resolve");
    story.says(kUpdates, {});
    const auto second = story.declare(kBob, "sev4 Login is slow");
    story.type(kBob, second, "resolve the cache was cold");
    story.says(kUpdates, {"Resolved: the cache was cold"});
    story.all_was_expected();
}

TEST_CASE("nothing of a private incident is told") {
    Story story;
    story.type(kBob, kGeneral, "declare sev2 Payroll was stolen --private");
    story.has_card(1);
    story.type(kBob, story.channel_id(1), "resolve the thief was found");
    story.says(kUpdates, {});
    story.all_was_expected();
}
