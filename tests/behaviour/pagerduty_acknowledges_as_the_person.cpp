// An acknowledgement goes to PagerDuty as the user that the on-call file names, whatever their address in Slack is; never as
// the bot.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;

TEST_CASE("the on-call file's PagerDuty user comes before the e-mail address") {
    // Carol's address in Slack is not known to PagerDuty; she is Dora there.
    const auto without_dora = with(kTeamFile, "pagerduty: PUDORA", "time_zone: UTC");
    Story story(on_call_by(with(without_dora, R"(phone: "+12025550103")", R"(phone: "+12025550103", pagerduty: PUDORA)")));
    const auto alert = story.pagerduty().trigger(kCheckout, "Errors").value();
    story.deliver_pagerduty();
    story.type(kCarol, kGeneral, "ack INC-1");
    CHECK(story.pagerduty().incident(alert)->acknowledgers == std::vector<std::string>{kPagerDora});
    CHECK(story.pagerduty().calls("GET /users/{id}").size() == 1);
    story.deliver_pagerduty();
    CHECK(story.count(1, "acknowledged") == 1);
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"acknowledged by", "lead", "triage → investigating", "from here"});
}
