// What we caused in PagerDuty comes back as a webhook and is not a second event.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("acknowledging, noting and resolving here happen there once, as the person, and do not echo") {
    Story story;
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kBob, kGeneral, "ack INC-1");
    CHECK(story.pagerduty().incident(alert)->acknowledgers == std::vector<std::string>{kPagerBob});
    const auto channel = story.channel_id(1);
    story.type(kBob, channel, "note the cache is cold");
    CHECK(story.pagerduty().incident(alert)->notes.back().content == "the cache is cold");
    CHECK(story.pagerduty().incident(alert)->notes.back().user == kPagerBob);
    const auto kinds = story.kinds(1);
    CHECK(story.deliver_pagerduty().size() >= 3);
    CHECK(story.kinds(1) == kinds);
    CHECK_THAT(story.type(kBob, channel, "resolve warmed up"), Contains("being resolved there in your name"));
    CHECK(story.pagerduty().incident(alert)->status == "resolved");
    story.deliver_pagerduty();
    CHECK(story.count(1, "resolve_proposed") == 0);
    CHECK(story.count(1, "acknowledged") == 1);
    CHECK(story.count(1, "note_added") == 1);
    story.has_card_and_announcement(1);
    story.says(channel, {"acknowledged by", "lead", "triage → investigating", "from here", "the cache is cold", "resolved", "from here"});
    story.says(kUpdates, {"Resolved"});
}
