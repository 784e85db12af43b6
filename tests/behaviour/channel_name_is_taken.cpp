// The name that the channel should have is taken: a suffix helps; and when it is our own channel whose creation was not answered, it is taken over.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a foreign channel of that name makes a suffix") {
    Story story;
    story.slack().add_channel("C0OLD", "inc-1-checkout-is-failing", {kAlice}, false);
    story.slack().add_channel("C0OLDER", "inc-1-checkout-is-failing-2", {kAlice}, false);
    story.declare(kBob, "sev2 Checkout is failing");
    CHECK(story.channel_of(1).name == "inc-1-checkout-is-failing-3");
    CHECK_THAT(story.card_text(1), Contains("✓ channel"));
}

TEST_CASE("our own channel whose creation was not answered is taken over") {
    Story story;
    story.slack().fail_next("conversations.create", Fault::drop_after());
    story.declare(kBob, "sev2 Checkout is failing");
    CHECK(story.channel_of(1).name == "inc-1-checkout-is-failing");
    int incident_channels = 0;
    for (const auto& [id, channel] : story.slack().state().channels) incident_channels += channel.name.starts_with("inc-") ? 1 : 0;
    CHECK(incident_channels == 1);
}
