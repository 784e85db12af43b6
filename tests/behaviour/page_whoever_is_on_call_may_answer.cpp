// Who may answer a page, and which one an answer by telephone means.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kPhoneReplies = "https://localhost:8443";
constexpr const char* kBobInNewYork = "+12025550143";

/// Bob has been told of both by SMS, of INC-2 last.
void page_bob_twice(Story& story) {
    for (const char* words : {"sev2 Checkout is failing --service checkout", "sev2 Checkout is slow --service checkout"}) {
        const auto channel = story.declare(kAlice, words);
        story.type(kAlice, channel, "page checkout --yes");
        story.advance(seconds{61});
        story.says(channel, {"page to *checkout*", "paging bob", "nobody has been notified"});
    }
    story.says(story.direct(kBob), {"You are being paged for", "You are being paged for"});
    story.texts(kBobInNewYork, {"INC-1", "INC-2"});
}

}  // namespace

TEST_CASE("whoever is on call by the schedule may acknowledge before anybody was paged, and nobody else") {
    const auto file = with(kShopFile, "users: [bob, ann]", "users: [cid]");
    Story story(file.c_str());
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    CHECK_THAT(story.type(kCarol, kGeneral, "ack INC-1"), Contains("acknowledged by"));
    story.says(channel, {"acknowledged by", "lead"});

    Story other(kShopFile);
    other.declare(kBob, "sev2 Checkout is failing --service checkout");
    CHECK_THAT(other.type(kCarol, kGeneral, "ack INC-1"), !Contains("acknowledged by"));
    CHECK(other.count(1, "acknowledged") == 0);
}

TEST_CASE("a bare answer takes the page that came last") {
    Story story(kShopFile);
    page_bob_twice(story);
    CHECK_THAT(story.deliver(story.twilio().reply(kBobInNewYork, "1", kPhoneReplies)).body, Contains("You have INC-2."));
    story.settle();
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::running);
    CHECK(story.incident(2).pages.front().phase == tocsin::PagePhase::acknowledged);
    story.says(story.channel_id(2), {"acknowledged by", "lead"});
}

TEST_CASE("an answer that names its incident takes that one") {
    Story story(kShopFile);
    page_bob_twice(story);
    CHECK_THAT(story.deliver(story.twilio().reply(kBobInNewYork, "ack inc-1", kPhoneReplies)).body, Contains("You have INC-1."));
    story.settle();
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::acknowledged);
    CHECK(story.incident(2).pages.front().phase == tocsin::PagePhase::running);
    story.says(story.channel_id(1), {"acknowledged by", "lead"});
}

TEST_CASE("the load of a page belongs to the schedule through which it came, on the person's own clock") {
    Story story(kShopFile);
    const auto channel = story.declare(kAlice, "sev2 Checkout is failing --service checkout");
    story.type(kAlice, channel, "page checkout --yes");
    // 21:30 UTC is half past four in New York.
    CHECK_THAT(story.type(kBob, kGeneral, "oncall load --from 2026-11-06 --to 2026-11-08"),
               Contains("1 page (0 outside working hours, 0 at night)") && !Contains("by name"));
    story.says(story.direct(kBob), {"You are being paged for"});
    story.says(channel, {"page to *checkout*", "paging bob"});
}
