// The offer of a swap is a message with buttons; it changes in place to what became of it.
#include <algorithm>

#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kAccept = "tocsin.accept_swap";
constexpr const char* kDecline = "tocsin.decline_swap.1";

/// Bob offers, and Alice sees it; the message.
tocsin::sandbox::SlackMessage offered(Story& story) {
    CHECK_THAT(story.type(kBob, kGeneral, "swap shop @U0ALICE"), Contains("Swap #1 is offered"));
    story.says(story.direct(kAlice), {"offers a swap"});
    return story.slack().messages(story.direct(kAlice)).back();
}

/// What the offer shows by now; it has no button any more.
std::string shown(Story& story, const tocsin::sandbox::SlackMessage& offer) {
    const auto messages = story.slack().messages(offer.channel);
    const auto now = std::ranges::find(messages, offer.ts, &tocsin::sandbox::SlackMessage::ts);
    REQUIRE(now != messages.end());
    CHECK(story.slack().buttons(offer.channel, offer.ts).empty());
    return readable(now->text, now->blocks);
}

}  // namespace

TEST_CASE("a swap is accepted by a button, and the message says by whom") {
    Story story(kShopFile);
    const auto offer = offered(story);
    CHECK(story.press(kAlice, offer.channel, offer.ts, kAccept).empty());
    CHECK_THAT(shown(story, offer), Contains("Swap #1 accepted by alice") && Contains("bob takes"));
    story.says(story.direct(kBob), {"Your swap was accepted"});
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("#1") && Contains("#2"));
}

TEST_CASE("a swap is declined by a button, and nothing changes") {
    Story story(kShopFile);
    const auto offer = offered(story);
    story.press(kAlice, offer.channel, offer.ts, kDecline);
    CHECK_THAT(shown(story, offer), Contains("Swap #1 declined by alice") && Contains("Nothing was swapped"));
    story.says(story.direct(kBob), {"declined by"});
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("no override"));
}

TEST_CASE("an offer that is taken back loses its buttons; an old press is told what changed") {
    Story story(kShopFile);
    const auto offer = offered(story);
    const auto late = story.slack().press(kAlice, offer.channel, offer.ts, kAccept);
    REQUIRE(late);
    story.type(kBob, kGeneral, "swap decline 1");
    CHECK_THAT(shown(story, offer), Contains("taken back by bob"));
    story.says(offer.channel, {"was taken back by"});
    story.deliver(*late);
    story.settle();
    story.tells(kAlice, {"Swap #1 was declined already. Nothing was done."});
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("no override"));
}

TEST_CASE("an answer by command changes the message as well") {
    Story story(kShopFile);
    const auto offer = offered(story);
    story.type(kAlice, kGeneral, "swap accept 1");
    CHECK_THAT(shown(story, offer), Contains("Swap #1 accepted by alice"));
    story.says(story.direct(kBob), {"Your swap was accepted"});
}

TEST_CASE("an offer that Slack will not show is told to whoever made it") {
    Story story(kShopFile);
    story.slack().fail_next("conversations.open", Fault::api_error("user_disabled", 200));
    story.type(kBob, kGeneral, "swap shop @U0ALICE");
    story.says(story.direct(kBob), {"Swap #1 could not be shown to"});
}

TEST_CASE("the button of a swap carries no authority") {
    Story story(kShopFile);
    const auto offer = offered(story);
    story.press(kCarol, offer.channel, offer.ts, kAccept);
    story.tells(kCarol, {"was not offered to you"});
    story.press(kBob, offer.channel, offer.ts, kAccept);
    story.tells(kBob, {"was not offered to you"});
    story.press(kGuest, offer.channel, offer.ts, kDecline);
    story.tells(kGuest, {"Guests"});
    CHECK(story.slack().buttons(offer.channel, offer.ts).size() == 2);
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("no override"));
}
