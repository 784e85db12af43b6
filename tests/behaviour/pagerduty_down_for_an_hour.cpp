// PagerDuty's REST API is down for an hour while work goes on here: what was done reaches it afterwards, and what happened there
// meanwhile is found by looking.
#include "tests/support/story.hpp"

using namespace tocsin::story;

TEST_CASE("both sides catch up after an hour") {
    Story story([](auto& settings) { settings.pagerduty.check_every = minutes{1}; });
    story.advance(minutes{2});
    const auto mine = story.pagerduty().trigger(kCheckout, "Errors").value();
    const auto theirs = story.pagerduty().trigger(kPayments, "Slow").value();
    story.deliver_pagerduty();
    story.pagerduty().fail_all(Fault::http(503));
    story.type(kBob, kGeneral, "ack INC-1");
    REQUIRE(story.pagerduty().acknowledge(theirs, kPagerAlice).has_value());
    story.pagerduty().take_deliveries();
    story.advance(hours{1});
    CHECK(story.incident(2).status == tocsin::Status::triage);
    story.pagerduty().clear_faults();
    story.advance(minutes{10});
    CHECK(story.pagerduty().incident(mine)->acknowledgers == std::vector<std::string>{kPagerBob});
    CHECK(story.incident(2).status == tocsin::Status::investigating);
    CHECK(story.count(1, "acknowledged") == 1);
    CHECK(story.count(2, "acknowledged") == 1);
    story.deliver_pagerduty();
    story.advance(minutes{10});
    CHECK(story.count(1, "acknowledged") == 1);
    story.has_card_and_announcement(1);
    story.has_card_and_announcement(2);
    story.says(story.channel_id(1), {"acknowledged by", "lead", "triage → investigating", "could not be told yet", "from here"});
    story.says(story.channel_id(2), {"acknowledged by", "triage → investigating", "lead"});
}
