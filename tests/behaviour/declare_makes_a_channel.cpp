// Declaring makes the record, the channel, the card and the announcement, and says that nobody was paged.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("declare makes a channel with its card, topic, purpose, people and announcement") {
    Story story;
    const auto answer = story.type(kBob, kGeneral, "declare sev2 Checkout is failing --service checkout");
    CHECK_THAT(answer, Contains("INC-1") && Contains("Checkout is failing") && Contains("Nobody has been paged"));

    const auto& channel = story.channel_of(1);
    CHECK(channel.name == "inc-1-checkout-is-failing");
    CHECK(channel.has_member(kBob));
    CHECK_THAT(channel.topic, Contains("SEV2"));
    CHECK_FALSE(channel.purpose.empty());
    CHECK_THAT(story.card_text(1), Contains("Checkout is failing") && Contains("investigating") && Contains("SEV2"));
    CHECK_THAT(story.announcement(1), Contains("Checkout is failing"));
    for (const auto& step : story.incident(1).creation) CHECK(step.state != tocsin::StepState::failed);
    story.has_card_and_announcement(1);
    story.says(channel.id, {"joined"});
}

TEST_CASE("a drill says so everywhere and a title is asked for") {
    Story story;
    CHECK(story.type(kBob, kGeneral, "declare --drill") == "");
    CHECK_THAT(story.form_text(kBob), Contains("What is wrong?"));
    CHECK_THAT(story.type(kBob, kGeneral, "declare sev3 Fire alarm --drill"), Contains("drill"));
    CHECK_THAT(story.card_text(1), Contains("DRILL"));
    CHECK_THAT(story.announcement(1), Contains("DRILL"));
    story.has_card_and_announcement(1);
    story.says(story.channel_id(1), {"joined"});
}
