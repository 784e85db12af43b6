// The end of an incident, and its return.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("close archives the channel after its last line; reopen goes on in a new one") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "resolve rolled back"), Contains("deserves a post-mortem"));
    CHECK_FALSE(story.channel_of(1).archived);
    CHECK(story.incident(1).time(tocsin::KeyTime::mitigated).has_value());
    story.type(kBob, channel, "close");
    CHECK(story.channel_of(1).archived);
    CHECK_THAT(story.card_text(1), Contains("closed"));
    story.says(channel, {"resolved", "closed"});
    CHECK(story.type(kBob, kGeneral, "reopen INC-1") == "");
    CHECK_THAT(story.form_text(kBob), Contains("What came back?"));
    story.type(kBob, kGeneral, "reopen INC-1 it came back");
    story.advance(minutes{1});
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    const auto again = story.channel_id(1);
    CHECK(again != channel);
    CHECK(story.channel_of(1).has_member(kBob));
    story.has_card_and_announcement(1);
    CHECK_THAT(story.announcement(1), Contains("investigating"));
    story.says(again, {"it came back", "What was said before stands in <#" + channel + ">, which is archived."});
    story.type(kBob, again, "note new channel works");
    story.says(again, {"new channel works"});
    story.says(kUpdates, {"Resolved", "Reopened"});
}

TEST_CASE("a close that is undone goes on in a new channel, and so does what is reopened after it") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.type(kBob, channel, "resolve rolled back");
    story.type(kBob, channel, "close");
    story.says(channel, {"resolved", "closed"});
    CHECK_THAT(story.type(kBob, kGeneral, "undo INC-1"), Contains("undone"));
    story.advance(minutes{1});
    CHECK(story.incident(1).status == tocsin::Status::resolved);
    const auto again = story.channel_id(1);
    CHECK(again != channel);
    story.has_card_and_announcement(1);
    story.says(again, {"closed → resolved", "What was said before stands in"});
    story.type(kBob, again, "reopen it came back");
    story.advance(minutes{1});
    CHECK(story.channel_id(1) == again);
    story.says(again, {"it came back"});
    CHECK_THAT(story.card_text(1), Contains("investigating"));
    story.says(kUpdates, {"Resolved", "Reopened"});
}

TEST_CASE("cancel needs a reason and archives") {
    Story story;
    const auto channel = story.declare(kBob, "sev4 False alarm");
    story.type(kBob, channel, "cancel");
    CHECK_THAT(story.form_text(kBob), Contains("Why was it no incident?"));
    story.close_form(kBob);
    story.type(kBob, channel, "cancel it was a test");
    CHECK(story.incident(1).status == tocsin::Status::canceled);
    CHECK(story.channel_of(1).archived);
    story.says(channel, {"it was a test"});
}

TEST_CASE("that it is open again is told without a way into the channel that is gone") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.type(kBob, channel, "resolve rolled back");
    story.type(kBob, channel, "close");
    story.advance(minutes{1});
    // Alice neither declared it nor worked on it; who opens it again wants to be there.
    CHECK_THAT(story.type(kAlice, kGeneral, "reopen INC-1 errors are back"), Contains("a new one is being made, and you are invited"));
    story.advance(minutes{1});
    CHECK(story.channel_of(1).has_member(kAlice));
    const auto told = story.slack().messages(kUpdates).back();
    CHECK_THAT(readable(told.text, told.blocks), Contains("Reopened: errors are back") && !Contains(channel));
    story.all_was_expected();
}

TEST_CASE("a time of resolving that was set before stays, and whoever resolves is told") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.advance(minutes{30});
    story.type(kBob, channel, "set resolved 10m ago");
    CHECK_THAT(story.type(kBob, channel, "resolve it healed"), Contains("“Resolved” stands at") && Contains("/incident set resolved now"));
    story.all_was_expected();
}
