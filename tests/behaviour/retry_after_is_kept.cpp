// No attempt before `Retry-After`: the simulator records one as a violation, and then the story fails.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("Slack asks for a pause and gets it") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.slack().fail_next("chat.postMessage", Fault::rate_limited(seconds{45}));
    const auto before = story.slack().calls("chat.postMessage").size();
    story.type(kBob, channel, "note one");
    story.type(kBob, channel, "note two");
    story.advance(seconds{30});
    CHECK(story.slack().calls("chat.postMessage").size() == before + 1);
    story.advance(seconds{30});
    story.says(channel, {"one"});
    CHECK(story.slack().calls("chat.postMessage").size() == before + 2);
}

TEST_CASE("PagerDuty asks for a pause and gets it") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.pagerduty().fail_next("POST /v2/enqueue", Fault::rate_limited(seconds{40}));
    story.type(kBob, channel, "page checkout");
    story.press_answer(kBob, "tocsin.confirm_page");
    story.advance(seconds{30});
    CHECK(story.pagerduty().incidents().empty());
    story.advance(seconds{30});
    CHECK(story.pagerduty().incidents().size() == 1);
    story.tells(kBob, {"Whether somebody was really woken"});
    story.says(channel, {"page to", "still trying", "sent", "notified"});
}

TEST_CASE("a pause that Slack asked for holds for the next process, too") {
    Story story;
    const auto one = story.declare(kBob, "sev3 Checkout is failing");
    const auto two = story.declare(kBob, "sev3 Search is slow");
    story.slack().fail_next("chat.postMessage", Fault::rate_limited(seconds{60}));
    story.type_at_once(kBob, one, "note refused");
    for (int i = 0; i < 10; ++i) story.advance_a_little();
    const auto asked = story.now();
    const auto before = story.slack().calls("chat.postMessage").size();
    const bool killed = GENERATE(false, true);
    if (killed) story.crash();
    else story.restart();
    REQUIRE(story.now() < asked + seconds{20});
    story.type_at_once(kBob, two, "note in another lane");
    for (int i = 0; i < 10; ++i) story.advance_a_little();
    CHECK(story.slack().calls("chat.postMessage").size() == before);
    story.advance(seconds{60});
    story.says(one, {"refused"});
    story.says(two, {"in another lane"});
}

TEST_CASE("a pause that PagerDuty asked for holds for the next process, too") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.pagerduty().fail_next("POST /v2/enqueue", Fault::rate_limited(seconds{90}));
    story.type(kBob, channel, "page checkout");
    const auto asked = story.now();
    story.press_answer(kBob, "tocsin.confirm_page");
    story.restart();
    // Another key there is another lane here.
    story.type(kBob, channel, "page payments");
    REQUIRE(story.now() < asked + seconds{60});
    story.press_answer(kBob, "tocsin.confirm_page");
    story.advance(minutes{2});
    CHECK(story.pagerduty().incidents().size() == 2);
    story.all_was_expected();
}
