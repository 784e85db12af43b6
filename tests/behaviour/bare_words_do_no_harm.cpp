// What somebody types in a hurry must not end or claim more than they meant.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("a bare close does not end what people work on; with a summary it resolves and closes") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "close"), Contains("investigating, not resolved") && Contains("close SUMMARY"));
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    CHECK_FALSE(story.channel_of(1).archived);
    story.type(kBob, channel, "close the pool was too small");
    CHECK(story.incident(1).status == tocsin::Status::closed);
    story.says(channel, {"the pool was too small", "closed"});
    story.says(kUpdates, {"Resolved"});
}

TEST_CASE("a severity is understood as PagerDuty says it, and p99 is a word of the title") {
    Story story;
    story.declare(kBob, "P1 Checkout is failing");
    CHECK(story.incident(1).severity == tocsin::Severity::sev1);
    CHECK(story.incident(1).title == "Checkout is failing");
    story.declare(kBob, "p99 of search is at ten seconds");
    CHECK(story.incident(2).severity == tocsin::Severity::unset);
    CHECK(story.incident(2).title == "p99 of search is at ten seconds");
}

TEST_CASE("the name of a page is no severity by itself") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "P1"), Contains("no verb"));
    CHECK(story.incident(1).severity == tocsin::Severity::sev3);
    story.type(kBob, channel, "sev p2");
    CHECK(story.incident(1).severity == tocsin::Severity::sev2);
    story.says(channel, {"SEV3 → SEV2"});
}

TEST_CASE("a time of resolution does not resolve, and says so") {
    Story story;
    const auto channel = story.declare(kBob, "sev2 Checkout is failing");
    story.advance(minutes{10});
    CHECK_THAT(story.type(kBob, channel, "set resolved 5m ago"), Contains("still investigating") && Contains("`resolve`"));
    CHECK(story.incident(1).status == tocsin::Status::investigating);
    story.says(channel, {"resolved"});
}

TEST_CASE("merging speaks of PagerDuty only where it has a part in it") {
    Story story;
    const auto kept = story.declare(kBob, "sev2 Checkout is failing");
    const auto merged = story.declare(kBob, "sev2 Carts are failing");
    CHECK_THAT(story.type(kBob, merged, "merge INC-2 into INC-1"), Contains("INC-2 is merged into INC-1") && !Contains("PagerDuty"));
    story.says(kept, {"took in incident 2"});
    story.says(merged, {"merged", "canceled"});
}
