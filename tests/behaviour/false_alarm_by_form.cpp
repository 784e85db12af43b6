// A beginner with a false alarm presses; the reason is asked for once, in the form.
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("an incident that was none is canceled from its card, with a reason, and nothing more is asked") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.press_more(kBob, 1, "cancel");
    CHECK_THAT(story.form_text(kBob), Contains("Why was it no incident?"));
    story.submit(kBob, {{"reason", {"a load test"}}});
    CHECK(story.incident(1).status == Status::canceled);
    CHECK_THAT(story.type(kBob, kGeneral, "timeline INC-1"), Contains("a load test"));
    story.all_was_expected();
}

TEST_CASE("`cancel` without a reason asks for it in the same form, and not of a guest") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.press_card(kGuest, 1, "tocsin.open_form.more");
    CHECK(story.slack().form(kGuest) == nullptr);
    story.type(kBob, channel, "cancel");
    story.submit(kBob, {{"reason", {"a load test"}}});
    CHECK(story.incident(1).status == Status::canceled);
    story.all_was_expected();
}
