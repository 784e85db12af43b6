// No channel storm: the sixth trigger of five minutes opens one storm incident, and further ones join it.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("the sixth trigger of five minutes makes one storm and no channel") {
    Story story([](auto& settings) { settings.pagerduty.join.clear(); });
    for (int i = 1; i <= 9; ++i) {
        REQUIRE(story.pagerduty().trigger(i % 2 == 0 ? kCheckout : kPayments, "Errors " + std::to_string(i)).has_value());
        story.deliver_pagerduty();
        story.advance(seconds{10});
    }
    CHECK(story.incident(6).storm);
    CHECK(story.incident(6).pagerduty.size() == 4);
    CHECK(story.type(kBob, kGeneral, "list").find("INC-7") == std::string::npos);
    for (const auto& [id, channel] : story.slack().state().channels) CHECK_FALSE(channel.name.starts_with("inc-"));
    story.advance(minutes{10});
    REQUIRE(story.pagerduty().trigger(kCheckout, "Something new").has_value());
    story.deliver_pagerduty();
    CHECK_FALSE(story.incident(7).storm);
}

TEST_CASE("pages of our own are no alerts: they make no storm") {
    Story story([](auto& settings) { settings.pagerduty.join.clear(); });
    for (int i = 1; i <= 6; ++i) {
        story.declare(kAlice, "sev3 Errors " + std::to_string(i));
        story.type(kAlice, story.channel_id(i), "page checkout --yes");
        story.deliver_pagerduty();
        REQUIRE(story.incident(i).pagerduty.size() == 1);
    }
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors").has_value());
    story.deliver_pagerduty();
    CHECK_FALSE(story.incident(7).storm);
    story.all_was_expected();
}
