// Key times are set by hand and never guessed; an end before its start reads invalid, and what is not known n/a (design G6).
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("durations come from events: n/a without a start, invalid before it") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    story.advance(minutes{10});
    story.type(kBob, channel, "ack");
    story.type(kBob, channel, "status mitigated");
    auto draft = story.api("GET", "/api/v1/incidents/1/postmortem").body;
    CHECK_THAT(draft, Contains("n/a"));
    CHECK_THAT(story.type(kBob, channel, "set started 30m ago"), Contains("Time understood as"));
    CHECK(story.incident(1).time(tocsin::KeyTime::started).has_value());
    CHECK_THAT(story.type(kBob, channel, "set mitigated 2h ago"), Contains("invalid"));
    draft = story.api("GET", "/api/v1/incidents/1/postmortem").body;
    CHECK_THAT(draft, Contains("invalid"));
    CHECK(story.timeline(1).back().seq == story.incident(1).last_seq);
    story.says(channel, {"acknowledged by", "lead", "monitoring", "started: ", "mitigated: "});
}

TEST_CASE("a time of the future and the time of declaring are refused") {
    Story story;
    const auto channel = story.declare(kBob, "sev3 Checkout is failing");
    CHECK_THAT(story.type(kBob, channel, "set declared 10m ago"), Contains("declared"));
    CHECK_THAT(story.type(kBob, channel, "set detected 2026-11-08T00:00Z"), Contains("future"));
    CHECK(story.count(1, "key_time_set") == 0);
}
