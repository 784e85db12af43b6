// Nothing half made: a step that Slack refuses is shown with its reason and finished later by itself (design G7).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a missing scope is shown as ✗ with the reason, and finished when it is granted") {
    Story story;
    for (int i = 0; i < 3; ++i) story.slack().fail_next("conversations.setTopic", Fault::api_error("missing_scope"));
    story.slack().fail_next("pins.add", Fault::api_error("missing_scope"));
    story.type(kBob, kGeneral, "declare sev2 Checkout is failing");
    CHECK(story.incident(1).step(tocsin::CreationStep::topic).state == tocsin::StepState::failed);
    CHECK_FALSE(story.incident(1).step(tocsin::CreationStep::topic).detail.empty());
    CHECK_THAT(story.type(kBob, story.channel_id(1), "show"), Contains("✗ topic"));
    CHECK(story.channel_of(1).pinned.empty());
    story.advance(minutes{25});
    CHECK(story.incident(1).step(tocsin::CreationStep::topic).state == tocsin::StepState::done);
    CHECK_THAT(story.channel_of(1).topic, Contains("SEV2"));
    CHECK_THAT(story.card_text(1), Contains("✓ topic") && Contains("✓ pin"));
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined"});
}

TEST_CASE("a channel that may not be made is made when the scope is granted; the record is there at once") {
    Story story;
    story.slack().fail_next("conversations.create", Fault::api_error("missing_scope"));
    CHECK_THAT(story.type(kBob, kGeneral, "declare sev2 Checkout is failing"), Contains("INC-1"));
    CHECK_FALSE(story.has_channel(1));
    CHECK_THAT(story.type(kBob, kGeneral, "show INC-1"), Contains("✗ channel"));
    story.type(kBob, kGeneral, "note INC-1 we work here meanwhile");
    story.advance(minutes{6});
    CHECK(story.has_channel(1));
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined", "we work here meanwhile"});
}

TEST_CASE("killed in the middle of creating: finished after the start, nothing twice") {
    Story story;
    story.slack().fail_next("conversations.create", Fault::hang(true));
    story.type_at_once(kBob, kGeneral, "declare sev2 Checkout is failing");
    story.advance_a_little();
    story.crash(seconds{5});
    story.advance(minutes{1});
    CHECK(story.channel_of(1).name == "inc-1-checkout-is-failing");
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined"});
}
