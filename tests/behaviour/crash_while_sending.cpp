// The process dies while a post is under way: after the start it is there once (design G1, G3).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("killed while Slack had the post but not yet answered: posted once") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::hang(true));
    story.type_at_once(kBob, channel, "note one");
    story.advance_a_little();
    story.crash(seconds{10});
    story.advance(minutes{1});
    story.says(channel, {"one"});
    CHECK(story.count(1, "note_added") == 1);
}

TEST_CASE("killed while the post had not arrived: posted after the start") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::hang(false));
    story.type_at_once(kBob, channel, "note one");
    story.advance_a_little();
    story.crash(seconds{10});
    story.advance(minutes{1});
    story.says(channel, {"one"});
}

TEST_CASE("killed during a second attempt, after a first that was refused: posted once") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::rate_limited(seconds{5}));
    story.slack().fail_next("chat.postMessage", Fault::hang(true));
    story.type_at_once(kBob, channel, "note one");
    for (int i = 0; i < 70; ++i) story.advance_a_little();
    story.crash(seconds{10});
    story.advance(minutes{1});
    story.says(channel, {"one"});
}

TEST_CASE("killed at once after the answer: nothing that was answered is lost") {
    Story story;
    const auto request = story.slack().slash_command(kBob, kGeneral, "declare sev3 Checkout is failing");
    const auto answer = story.deliver(request);
    CHECK(answer.status == 200);
    story.crash(seconds{10});
    CHECK(story.deliver(request).body == answer.body);
    story.settle();
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined"});
}
