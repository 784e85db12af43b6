// An event older than the keys live could be a repeat that nobody remembers: recorded, without effect (design G2).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("an event of more than seven days ago opens nothing and is kept") {
    Story story;
    REQUIRE(story.pagerduty().trigger(kCheckout, "Errors").has_value());
    const auto waiting = story.pagerduty().take_deliveries();
    story.advance(hours{24 * 8});
    for (const auto& request : waiting) CHECK(story.deliver(request).status / 100 == 2);
    CHECK_THAT(story.type(kBob, kGeneral, "list all"), Contains("There is no such incident"));
    CHECK(story.dead_letters() == static_cast<std::int64_t>(waiting.size()));
}
