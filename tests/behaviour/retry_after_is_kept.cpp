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
