// Who acknowledges in PagerDuty is the person of the on-call file here: their work in Slack puts the end of it off, they lead, and the
// load report knows that they answered. Whoever was paged as the fallback is in it as well.
#include "bot/store/unit_of_work.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::vector<tocsin::oncall::PageFact> page_facts_of(Story& story) {
    std::vector<tocsin::oncall::PageFact> out;
    story.read([&](const tocsin::store::Snapshot& view) { out = view.tables().oncall.page_facts(story.now() - hours{10}, story.now() + hours{1}); });
    return out;
}

}  // namespace

TEST_CASE("acknowledged in PagerDuty, at work in Slack: nobody is paged again, and the load counts the answer as theirs") {
    Story story(on_call_by(shop_policy_file()));
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kAlice, kGeneral, "page INC-1 checkout --yes");
    story.says(story.direct(kBob), {"You are being paged for"});
    REQUIRE(story.pagerduty().acknowledge(alert, kPagerBob).has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::acknowledged);
    CHECK(story.incident(1).role(tocsin::Role::lead).value.ends_with(":U0BOB"));
    story.advance(minutes{20});
    story.type(kBob, story.channel_id(1), "note I see it");
    story.advance(minutes{20});
    CHECK(story.incident(1).pages.front().phase == tocsin::PagePhase::acknowledged);
    CHECK(story.count(1, "page_resumed") == 0);
    REQUIRE(page_facts_of(story).size() == 1);
    CHECK(page_facts_of(story).front().acknowledged_by.value == "bob");
    CHECK_THAT(story.type(kAlice, kGeneral, "oncall load --from 2026-11-06 --to 2026-11-08"), !Contains("n/a (median)"));
    // It does not come back as a change of ours.
    CHECK(story.pagerduty().calls("PUT /incidents/{id}").empty());
    story.advance(minutes{15});
    CHECK(story.count(1, "page_resumed") == 1);
    story.texts(kBobPhone, {"INC-1"});
    story.all_was_expected();
}

TEST_CASE("who is paged as the fallback has been paged, says the load") {
    Story story(kShopFile);
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.advance(minutes{6});
    story.type(kCarol, channel, "ack");
    const auto all = page_facts_of(story);
    REQUIRE(all.size() == 2);
    CHECK(all.back().person.value == "cid");
    CHECK(all.back().acknowledged_by.value == "cid");
    CHECK_THAT(story.type(kCarol, kGeneral, "oncall load --from 2026-11-06 --to 2026-11-08"), Contains("carol"));
    story.texts("+12025550143", {"INC-1"});
    story.texts("+48123456780", {"INC-1"});
    story.all_was_expected();
}
