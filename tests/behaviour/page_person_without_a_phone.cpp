// Somebody whose contacts change in the file while their page runs by the edition that had others: the newest is used, and what an edit
// took away is still what the page began with, since editing the file never changes a running escalation.
#include "bot/base/text.hpp"
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

constexpr const char* kNewPhone = "+12025550177";

std::string without_bobs_phone() {
    return tocsin::text::replace_all(kTeamFile, R"(phone: "+12025550102", pagerduty: PUBOB)",
                                     "pagerduty: PUBOB, notify: {high: [{after: 0m, by: slack}, {after: 1m, by: pagerduty}], low: [{after: 0m, by: slack}]}");
}

}  // namespace

TEST_CASE("the person has no phone any more: the page that runs still sends the text message to the number with which it began") {
    Story story(kTeamFile);
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(story.direct(kBob), {"You are being paged for"});
    story.edit_oncall(without_bobs_phone());
    story.advance(seconds{65});
    story.texts(kBobPhone, {"INC-1"});
    story.type(kBob, channel, "ack");
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
}

TEST_CASE("the person has another phone: the page that runs uses it") {
    Story story(kTeamFile);
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(story.direct(kBob), {"You are being paged for"});
    story.edit_oncall(tocsin::text::replace_all(kTeamFile, kBobPhone, kNewPhone));
    story.advance(seconds{65});
    story.texts(kBobPhone, {});
    story.texts(kNewPhone, {"INC-1"});
    story.type(kBob, channel, "ack");
    story.says(channel, {"page to *Checkout*", "paging Bob", "nobody has been notified", "acknowledged by", "lead"});
}
