// Somebody whose phone number leaves the file while their page runs by the edition that had it: those means are skipped at once, and
// the channel reads how else to reach them.
#include "bot/base/text.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

std::string without_bobs_phone() {
    return tocsin::text::replace_all(kTeamFile, R"(phone: "+12025550102", pagerduty: PUBOB)",
                                     "pagerduty: PUBOB, notify: {high: [{after: 0m, by: slack}, {after: 1m, by: pagerduty}], low: [{after: 0m, by: slack}]}");
}

}  // namespace

TEST_CASE("the person has no phone any more: text message and call are skipped at once, and the next person is told") {
    Story story(kTeamFile);
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(story.direct(kBob), {"You are being paged for"});
    story.edit_oncall(without_bobs_phone());
    story.advance(seconds{65});
    story.texts(kDoraPhone, {"INC-1"});
    CHECK_THAT(story.card_text(1), Contains("Bob by sms: FAILED — Bob has no phone number in the on-call file; other contacts: e-mail bob@example.com, Slack @U0BOB"));
    story.type(kBob, channel, "ack");
    story.says(channel, {"page to *Checkout*", "paging Bob", "notification 2 failed: Bob has no phone number", "notification 3 failed: Bob has no phone number", "paging Dora",
                         "acknowledged by", "lead"});
}
