// A card is a dirty mark, drawn when it is sent: however many changes there are, it is edited at most once a second and ends right.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("1,000 changes in a second lead to at most three edits of the card, and the last one is right") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.advance(minutes{1});
    const auto before = story.card(1).versions.size();
    const auto begun = story.now();
    for (int i = 1; i <= 1000; ++i) {
        const auto request = story.slack().slash_command(kBob, channel, "set service service-" + std::to_string(i));
        CHECK(story.deliver(request).status == 200);
        if (i % 100 == 0) story.advance_a_little();
    }
    CHECK(story.now() - begun <= milliseconds{1100});
    story.settle();
    CHECK_THAT(story.card_text(1), Contains("service-1000"));
    CHECK_THAT(story.announcement(1), !Contains("service-999"));
    CHECK(story.card(1).versions.size() - before <= 3);
    const auto& versions = story.card(1).versions;
    for (std::size_t i = before + 1; i < versions.size(); ++i) CHECK(versions[i].at - versions[i - 1].at >= seconds{1});
    CHECK(story.incident(1).service.value == "service-1000");
    std::vector<std::string> lines(story.slack().messages(channel).size() - 2, "service");
    story.says(channel, lines);
}
