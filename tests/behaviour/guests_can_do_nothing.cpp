// Guests of the workspace can read their denial, and nothing else.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a guest can neither declare, nor note, nor press, nor read") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    CHECK_THAT(story.type(kGuest, kGeneral, "declare sev1 Mine"), Contains("Guests"));
    CHECK_THAT(story.type(kGuest, channel, "note hello"), Contains("Guests"));
    CHECK_THAT(story.type(kGuest, channel, "show INC-1"), Contains("Guests") && !Contains("Checkout is failing"));
    CHECK_THAT(story.type(kGuest, channel, "timeline INC-1"), Contains("Guests"));
    CHECK_THAT(story.type(kGuest, kGeneral, "list"), Contains("Guests") && !Contains("Checkout"));
    CHECK(story.type(kGuest, channel, "").find("Checkout") == std::string::npos);
    CHECK_THAT(story.press_card(kGuest, 1, "tocsin.acknowledge"), Contains("Guests"));
    CHECK_THAT(story.press_card(kGuest, 1, "tocsin.open_form.resolve"), Contains("Guests"));
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    CHECK(story.count(1, "note_added") == 0);
    CHECK(story.count(1, "acknowledged") == 0);
    story.tells(kGuest, {"Guests", "Guests"});
    const auto answer = story.type(kBob, kGeneral, "list all");
    CHECK(answer.find("Mine") == std::string::npos);
}
