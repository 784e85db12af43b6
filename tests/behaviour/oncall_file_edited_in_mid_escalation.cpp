// A running page goes on by the file with which it began, also after a restart; a new one takes the new file.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a file edited in mid-escalation does not change the running page") {
    Story story(kShopFile);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    story.type_at_once(kBob, channel, "page checkout --yes");
    const auto begun = story.incident(1).pages.at(0);
    REQUIRE(begun.cycles.size() == 1);
    CHECK(begun.cycles[0].person.value == "bob");
    // Everybody else instead of Bob and Carol: a page by this file would reach Alice alone.
    story.edit_oncall(shop_file_with("fallback: [\"person:cid\"]", "fallback: [\"person:ann\"]"));
    story.restart();
    story.advance(minutes{10});
    const auto after = story.incident(1).pages.at(0);
    CHECK(after.version == begun.version);
    CHECK(after.phase == tocsin::PagePhase::exhausted);
    const bool reached_carol = std::ranges::any_of(after.cycles, [](const auto& cycle) { return cycle.person.value == "cid"; });
    CHECK(reached_carol);
    story.read([&](const tocsin::store::Snapshot& view) { CHECK(view.tables().oncall.file(begun.version).has_value()); });
    story.says(channel, {});
}

TEST_CASE("a snoozed page is silent until then") {
    Story story(kShopFile);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    story.type_at_once(kBob, channel, "page checkout --yes");
    CHECK_THAT(story.type(kBob, channel, "snooze 30m"), Contains("silent until"));
    CHECK(story.incident(1).pages.at(0).phase == tocsin::PagePhase::snoozed);
    CHECK(story.count(1, "page_snoozed") == 1);
}

TEST_CASE("the load report says what was paged and what was passed by") {
    Story story(kShopFile);
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    story.type_at_once(kBob, channel, "page checkout --yes");
    story.advance(minutes{30});
    story.edit_oncall(kShopFile);
    const auto said = story.type(kCarol, kGeneral, "oncall load --from 2026-11-06 --to 2026-11-07");
    CHECK_THAT(said, Contains("bob, shop: 22.0 h, 1 page") && Contains("n/a (median)") && Contains("1 passed by"));
}
