// PagerDuty took the page and nobody is on call: that is said in so many words within a minute (design G10).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("nobody notified within 60 s is said once") {
    Story story;
    const auto channel = story.declare(kBob, "sev1 Checkout is failing");
    story.pagerduty().people_answer(false);
    story.type(kBob, channel, "page checkout");
    story.press_answer(kBob, "tocsin.confirm_page");
    story.tells(kBob, {"Whether somebody was really woken"});
    story.says(channel, {"page to *checkout*", "not known yet"});
    story.advance(seconds{50});
    story.says(channel, {});
    story.advance(seconds{20});
    story.says(channel, {"nobody has been notified"});
    CHECK_THAT(story.card_text(1), Contains("nobody"));
    story.advance(hours{1});
    CHECK(story.count(1, "page_unanswered") == 1);
}
