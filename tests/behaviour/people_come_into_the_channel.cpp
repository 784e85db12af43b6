// Whoever comes into an incident's channel is welcomed once, alone: the card and what is needed.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("somebody who joins the channel is welcomed once, whoever declared it is not") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.deliver_events();
    story.slack().join_channel(kCarol, channel);
    for (const auto& request : story.deliver_events()) CHECK(story.deliver(story.slack().retry(request)).status == 200);
    story.settle();
    const auto shown = story.slack().ephemerals(kCarol);
    REQUIRE(shown.size() == 1);
    const auto words = readable(shown[0].text, shown[0].blocks);
    CHECK_THAT(words, Contains("Welcome to *INC-1*") && Contains("/incident lead me") && Contains("/incident join") && Contains("Checkout is failing"));
    story.tells(kCarol, {"Welcome to *INC-1*"});
    CHECK(story.slack().ephemerals(kBob).size() == 1);  // the answer to `declare`
}
