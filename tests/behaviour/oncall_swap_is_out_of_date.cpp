// An offer of a swap whose shifts are others by the time it is accepted swaps nothing: both read what changed, and the offer is closed.
#include <algorithm>

#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kAcceptSwap = "tocsin.accept_swap";

tocsin::sandbox::SlackMessage newest_for(Story& story, const char* user) { return story.slack().messages(story.direct(user)).back(); }

/// Bob offers his next week, 16 to 23 November, for Alice's, 9 to 16 November; the offer as Alice has it.
tocsin::sandbox::SlackMessage bob_offers(Story& story) {
    CHECK_THAT(story.type(kBob, kGeneral, "swap shop @U0ALICE"), Contains("Swap #1 is offered"));
    story.says(story.direct(kAlice), {"offers a swap (#1)"});
    return newest_for(story, kAlice);
}

/// The offer says so and has no button, a second answer has no effect, and whoever offered has been told.
void offer_is_closed(Story& story, const tocsin::sandbox::SlackMessage& offer, const std::string& why) {
    const auto messages = story.slack().messages(offer.channel);
    const auto now = std::ranges::find(messages, offer.ts, &tocsin::sandbox::SlackMessage::ts);
    REQUIRE(now != messages.end());
    CHECK(story.slack().buttons(offer.channel, offer.ts).empty());
    CHECK_THAT(readable(now->text, now->blocks), Contains("Swap #1 holds no more") && Contains(why) && Contains("Nothing was swapped."));
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"), Contains("Swap #1 was closed already. Nothing was done."));
    const auto told = newest_for(story, kBob);
    CHECK_THAT(readable(told.text, told.blocks), Contains("Swap #1, which you offered, holds no more") && Contains(why));
}

}  // namespace

TEST_CASE("an override within one of the shifts, accepted by command") {
    Story story(kShopFile);
    const auto offer = bob_offers(story);
    story.type(kBob, kGeneral, "override shop @U0CAROL from 2026-11-11T09:00Z to 2026-11-11T12:00Z");
    story.says(story.direct(kCarol), {"made an override"});
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"),
               Contains("The schedule has changed since that was offered, so nothing was swapped: alice is not on call any more from 2026-11-11 09:00 UTC") && Contains("to 2026-11-11 12:00 UTC") && Contains("; carol is."));
    offer_is_closed(story, offer, "alice is not on call any more from");
    story.says(story.direct(kBob), {"holds no more"});
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("#1") && !Contains("#2"));
}

TEST_CASE("the same by the button: who pressed it reads why") {
    Story story(kShopFile);
    const auto offer = bob_offers(story);
    story.type(kBob, kGeneral, "override shop @U0CAROL from 2026-11-17T09:00Z to 2026-11-17T12:00Z");
    story.says(story.direct(kCarol), {"made an override"});
    story.press(kAlice, offer.channel, offer.ts, kAcceptSwap);
    story.tells(kAlice, {"nothing was swapped: bob is not on call any more from 2026-11-17 09:00 UTC"});
    offer_is_closed(story, offer, "carol is.");
    story.says(story.direct(kBob), {"holds no more"});
}

TEST_CASE("somebody who is on call no more and whom nobody replaces") {
    Story story(kShopFile);
    const auto offer = bob_offers(story);
    story.type(kBob, kGeneral, "override shop @U0ALICE from 2026-11-09T09:00Z to 2026-11-09T12:00Z --remove");
    story.says(story.direct(kAlice), {"made an override"});
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"), Contains("alice is not on call any more") && Contains("nobody is."));
    offer_is_closed(story, offer, "nobody is.");
    story.says(story.direct(kBob), {"holds no more"});
}

TEST_CASE("another file, in which the weeks are in another order") {
    Story story(kShopFile);
    const auto offer = bob_offers(story);
    story.edit_oncall(with(kShopFile, "users: [bob, ann]", "users: [bob, cid, ann]"));
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"), Contains("so nothing was swapped: bob is not on call any more from 2026-11-16 09:00 UTC") && Contains("; alice is."));
    offer_is_closed(story, offer, "bob is not on call any more from");
    story.says(story.direct(kBob), {"holds no more"});
}

TEST_CASE("another file, without the schedule") {
    Story story(kShopFile);
    const auto offer = bob_offers(story);
    story.edit_oncall(with(with(kShopFile, "- id: shop\n", "- id: store\n"), "schedule:shop", "schedule:store"));
    story.says(story.direct(kBob), {"The schedule *shop* was taken out"});
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"), Contains("the on-call file has no schedule *shop* any more"));
    offer_is_closed(story, offer, "has no schedule *shop* any more");
    story.says(story.direct(kBob), {"holds no more"});
}

TEST_CASE("another swap that was accepted first") {
    Story story(kShopFile);
    const auto offer = bob_offers(story);
    story.type(kAlice, kGeneral, "swap shop @U0BOB");
    story.says(story.direct(kBob), {"offers a swap (#2)"});
    CHECK_THAT(story.type(kBob, kGeneral, "swap accept 2"), Contains("Swapped."));
    story.says(story.direct(kAlice), {"Your swap was accepted"});
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"), Contains("bob is not on call any more") && Contains("alice is."));
    offer_is_closed(story, offer, "is not on call any more");
    story.says(story.direct(kBob), {"holds no more"});
    CHECK_THAT(story.type(kBob, kGeneral, "override list"), Contains("#2") && !Contains("#3"));
}

TEST_CASE("a shift that has begun meanwhile") {
    Story story(kShopFile);
    const auto offer = bob_offers(story);
    story.advance(hours{24 * 3});
    story.says(story.direct(kAlice), {"You are on call for *shop* now"});
    story.says(story.direct(kBob), {"You are no longer on call"});
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"), Contains("the shift of alice from 2026-11-09 09:00 UTC") && Contains("has begun."));
    offer_is_closed(story, offer, "has begun.");
    story.says(story.direct(kBob), {"holds no more"});
}

TEST_CASE("what changed beside the two shifts is nothing to them") {
    Story story(kShopFile);
    bob_offers(story);
    story.type(kBob, kGeneral, "override shop @U0CAROL from 2026-11-24T09:00Z to 2026-11-24T12:00Z");
    story.type(kBob, kGeneral, "override shop @U0CAROL from 2026-11-08T09:00Z to 2026-11-08T12:00Z");
    story.says(story.direct(kCarol), {"made an override", "made an override"});
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"), Contains("Swapped."));
    story.says(story.direct(kBob), {"Your swap was accepted"});
}

TEST_CASE("an override within a shift that is taken back again leaves the offer as it was, also over a restart") {
    Story story(kShopFile);
    bob_offers(story);
    story.type(kBob, kGeneral, "override shop @U0CAROL from 2026-11-11T09:00Z to 2026-11-11T12:00Z");
    story.says(story.direct(kCarol), {"made an override"});
    story.type(kBob, kGeneral, "override cancel 1");
    story.says(story.direct(kCarol), {"took an override back"});
    story.restart();
    CHECK_THAT(story.type(kAlice, kGeneral, "swap accept 1"), Contains("Swapped."));
    story.says(story.direct(kBob), {"Your swap was accepted"});
}
