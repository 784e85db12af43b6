// A report on a call or a text message whose own answer was lost says that it arrived: nobody is rung twice.
#include "tests/support/story_oncall.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a call whose answer was lost is not made again once it was reported") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kAlice, "sev1 Checkout is failing");
    story.type(kAlice, channel, "page checkout --yes");
    story.says(story.direct(kBob), {"You are being paged for"});
    story.advance(seconds{61});
    story.texts(kBobPhone, {"INC-1"});
    story.twilio().fail_next("POST Calls.json", Fault::drop_after());
    story.advance(seconds{110});
    for (int i = 0; i < 200 && story.twilio().calls().empty(); ++i) story.advance_a_little();
    REQUIRE(story.twilio().calls().size() == 1);
    CHECK(story.deliver(story.twilio().call_report(story.twilio().calls().front(), "in-progress")).status == 204);
    story.advance(seconds{60});
    story.calls(kBobPhone, {"Press 1"});
    CHECK_THAT(story.card_text(1), Contains("bob by call: delivered"));
    story.says(channel, {"page to *Checkout*", "paging Bob"});
}
