// A channel that takes no lines: that is said where it can be read, once and with a count, and never by another line into the same channel.
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

TEST_CASE("ten lines refused for one reason are one event, and health counts them; another reason and another day are news") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    const auto refuse_for = [&](const char* code) {
        story.slack().clear_faults();
        for (int i = 0; i < 20; ++i) story.slack().fail_next("chat.postMessage", Fault::api_error(code));
    };
    refuse_for("restricted_action");
    for (int i = 0; i < 10; ++i) story.type(kBob, channel, "note number " + std::to_string(i));
    CHECK(story.count(1, "note_added") == 10);
    CHECK(story.count(1, "delivery_failed") == 1);
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("10 given up") && Contains("post_line of INC-1, 10 times, the last at"));
    refuse_for("posting_to_channel_denied");
    story.type(kBob, channel, "note for another reason");
    CHECK(story.count(1, "delivery_failed") == 2);
    story.advance(hours{2});
    refuse_for("restricted_action");
    story.type(kBob, channel, "note after two hours");
    CHECK(story.count(1, "delivery_failed") == 3);
    CHECK_THAT(story.type(kBob, kGeneral, "health"), Contains("12 given up") && Contains("11 times"));
    story.slack().clear_faults();
}
