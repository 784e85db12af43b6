// A running page goes on by the file with which it began, also after a restart; a new one takes the new file. Snoozed, it is silent
// until then.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string page_checkout(Story& story) {
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    story.type(kBob, channel, "page checkout --yes");
    return channel;
}

}  // namespace

TEST_CASE("a file edited in mid-escalation does not change the running page") {
    Story story(kShopFile);
    const auto channel = page_checkout(story);
    const auto begun = story.incident(1).pages.at(0);
    REQUIRE(begun.cycles.size() == 1);
    CHECK(begun.cycles[0].person.value == "bob");
    story.edit_oncall(with(kShopFile, "fallback: [\"person:cid\"]", "fallback: [\"person:ann\"]"));
    story.restart();
    story.advance(hours{1});
    const auto after = story.incident(1).pages.at(0);
    CHECK(after.version == begun.version);
    CHECK(after.phase == tocsin::PagePhase::exhausted);
    CHECK(std::ranges::any_of(after.cycles, [](const auto& cycle) { return cycle.person.value == "cid"; }));
    story.read([&](const tocsin::store::Snapshot& view) { CHECK(view.tables().oncall.file(begun.version).has_value()); });
    story.says(story.direct(kBob), {"You are being paged"});
    story.texts("+12025550143", {"INC-1"});
    story.says(story.direct(kCarol), {"You are being paged"});
    story.texts("+48123456780", {"INC-1"});
    story.says(channel, {"page to *checkout*", "paging bob", "nobody has been notified", "paging the fallback, carol"});
}

TEST_CASE("a snoozed page is silent until then, and pages again") {
    Story story(kShopFile);
    const auto channel = page_checkout(story);
    CHECK_THAT(story.type(kBob, channel, "snooze 30m"), Contains("silent until"));
    CHECK(story.incident(1).pages.at(0).phase == tocsin::PagePhase::snoozed);
    story.advance(minutes{29});
    story.says(story.direct(kBob), {"Snoozed until"});
    story.advance(minutes{1} + seconds{10});
    CHECK(story.incident(1).pages.at(0).phase == tocsin::PagePhase::running);
    story.says(story.direct(kBob), {"You are being paged"});
    story.says(channel, {"page to *checkout*", "paging bob", "snoozed until", "paging again, since the snooze is over", "paging bob"});
}

TEST_CASE("drills and what was merged into another incident are no load") {
    Story story(kShopFile);
    for (const char* words : {"sev2 A drill --service checkout --drill", "sev2 Twice --service checkout", "sev2 Once --service checkout"}) {
        const auto channel = story.declare(kBob, words);
        story.type(kBob, channel, "page checkout --yes");
        story.type(kBob, channel, "ack");
    }
    story.type(kBob, kGeneral, "merge INC-2 into INC-3");
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall load --from 2026-11-06 --to 2026-11-08"), Contains("1 page (") && Contains("Drills and merged incidents are left out"));
    story.all_was_expected();
}

TEST_CASE("the load report says what was paged and what was passed by") {
    Story story(kShopFile);
    const auto channel = page_checkout(story);
    story.advance(hours{1});
    const auto said = story.type(kCarol, kGeneral, "oncall load --from 2026-11-06 --to 2026-11-08");
    CHECK_THAT(said, Contains("1 page") && Contains("n/a (median)") && Contains("1 passed by"));
    story.says(story.direct(kBob), {"You are being paged"});
    story.texts("+12025550143", {"INC-1"});
    story.says(story.direct(kCarol), {"You are being paged"});
    story.texts("+48123456780", {"INC-1"});
    story.says(channel, {"page to *checkout*", "paging bob", "nobody has been notified", "paging the fallback, carol"});
}
