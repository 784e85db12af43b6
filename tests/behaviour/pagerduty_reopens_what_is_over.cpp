// Reopened in PagerDuty after it was resolved here: that is asked of people, where they see it, and reopens nothing by itself.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string resolve_there_and_here(Story& story) {
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "ack INC-1");
    story.type(kBob, story.channel_id(1), "resolve fixed");
    story.deliver_pagerduty();
    story.all_was_expected();
    return alert;
}

}  // namespace

TEST_CASE("the channel and the announcements read what is back and how to reopen") {
    Story story;
    const auto alert = resolve_there_and_here(story);
    story.advance(minutes{5});
    REQUIRE(story.pagerduty().reopen(alert, kPagerBob).has_value());
    story.deliver_pagerduty();
    CHECK(story.incident(1).status == tocsin::Status::resolved);
    story.says(story.channel_id(1), {"INC-1 stays resolved here until somebody reopens it: `/incident reopen INC-1 REASON`"});
    story.says(kAnnounce, {"INC-1 stays resolved here until somebody reopens it"});
    CHECK_THAT(story.card_text(1), Contains("triggered"));
    story.type(kBob, story.channel_id(1), "reopen it is back");
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    story.all_was_expected();
}

TEST_CASE("of one that is closed the announcements read it, for its channel is archived") {
    Story story;
    const auto alert = resolve_there_and_here(story);
    story.type(kBob, story.channel_id(1), "close done");
    story.advance(minutes{5});
    story.all_was_expected();
    REQUIRE(story.pagerduty().reopen(alert, kPagerBob).has_value());
    story.deliver_pagerduty();
    story.says(kAnnounce, {"INC-1 stays closed here until somebody reopens it"});
    story.all_was_expected();
}

TEST_CASE("where the incident is open, a reopening is a line of its channel and no alarm") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "ack INC-1");
    REQUIRE(story.pagerduty().resolve(alert, kPagerBob).has_value());
    story.deliver_pagerduty();
    story.all_was_expected();
    REQUIRE(story.pagerduty().reopen(alert, kPagerBob).has_value());
    story.deliver_pagerduty();
    story.says(story.channel_id(1), {"reopened in PagerDuty"});
    story.says(kAnnounce, {});
}

TEST_CASE("a reopening from before the incident was over here proposes nothing") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "ack INC-1");
    REQUIRE(story.pagerduty().resolve(alert, kPagerBob).has_value());
    story.deliver_pagerduty();
    REQUIRE(story.pagerduty().reopen(alert, kPagerBob).has_value());
    story.advance(minutes{5});
    story.type(kBob, story.channel_id(1), "resolve fixed");
    story.all_was_expected();
    story.deliver_pagerduty();
    story.says(kAnnounce, {});
    story.all_was_expected();
}

TEST_CASE("reopened here, what tocsin paged itself is offered again: once a policy, a schedule and a person, by what can be typed") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    for (const char* target : {"Checkout", "primary", "Alice"}) story.type(kBob, channel, std::string("page ") + target + " --yes");
    story.type(kBob, channel, "ack");
    story.type(kBob, channel, "resolve fixed");
    const auto answer = story.type(kBob, channel, "reopen it is back");
    CHECK_THAT(answer, Contains("Nobody is paged by this. To wake people again:") && !Contains("PagerDuty was not told"));
    for (const char* offer : {"Page checkout again", "Page primary again", "Page Alice again"}) CHECK_THAT(answer, Contains(offer));
    const auto before = story.count(1, "page_requested");
    story.advance(minutes{10});
    CHECK(story.count(1, "page_requested") == before);
    story.press_answer(kBob, "tocsin.confirm_page");
    CHECK(story.count(1, "page_requested") == before + 1);
    CHECK(story.incident(1).pages.back().phase == tocsin::PagePhase::running);
    CHECK(story.incident(1).pages.back().reason == "reopened: it is back");
    story.type(kBob, channel, "ack");
    story.all_was_expected();
}
