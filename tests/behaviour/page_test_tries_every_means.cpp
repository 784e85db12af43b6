// `page --test @me` shows by which means somebody can be reached, and is no page: nobody has to answer, nothing escalates.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a test page comes by every means at once, and the card says how far each has come") {
    Story story(on_call_by(kTeamFile));
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "page --test @me"), Contains("tried by slack, email, sms, call"));
    story.says(story.direct(kBob), {"TEST"});
    story.texts(kBobPhone, {"TEST INC-1"});
    story.calls(kBobPhone, {"This is a test."});
    story.mails("bob@example.com", {"TEST INC-1"});
    CHECK_THAT(story.card_text(1), Contains("bob by sms: sent") && Contains("a test"));
    CHECK_FALSE(story.incident(1).time(tocsin::KeyTime::acknowledged));
    story.advance(hours{1});
    story.says(channel, {"test page to *Bob*"});
}
