// A channel that takes no lines: that is said where it can be read, once for each line, and never by another line into the same channel.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("lines that a channel refuses for good do not breed more of them") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.slack().fail_all(Fault::api_error("restricted_action"));
    story.type(kBob, channel, "note the cache is cold");
    story.advance(minutes{10});
    CHECK(story.count(1, "delivery_failed") == 1);
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("restricted_action"));
    story.slack().clear_faults();
    story.type(kBob, channel, "note and the queue is long");
    story.says(channel, {"and the queue is long"});
}
