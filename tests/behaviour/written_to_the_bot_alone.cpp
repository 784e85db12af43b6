// Whoever writes to the bot alone is understood as if they had mentioned it, and is never left without an answer.
#include "tests/support/story.hpp"

using namespace tocsin;
using namespace tocsin::story;
using Catch::Contains;

namespace {

/// The direct message that the bot opened to Bob.
std::string opened(Story& story) {
    story.declare(kBob, "sev2 Checkout is failing");
    story.type(kAlice, story.channel_id(1), "lead @U0BOB");
    story.deliver_events();
    story.all_was_expected();
    return story.direct(kBob);
}

}  // namespace

TEST_CASE("a command in a direct message needs no mention, and its answer stays there") {
    Story story;
    const auto direct = opened(story);
    REQUIRE_FALSE(direct.empty());
    story.slack().say(kBob, direct, "list");
    for (const auto& request : story.deliver_events()) CHECK(story.deliver(story.slack().retry(request)).status == 200);
    story.settle();
    story.says(direct, {"Checkout is failing"});
    story.slack().say(kBob, direct, "note INC-1 the cache is cold");
    story.deliver_events();
    CHECK(story.count(1, "note_added") == 1);
    story.slack().say(kBob, direct, "<@U0TOCSIN> sev INC-1 1 all regions");
    story.deliver_events();
    CHECK(story.incident(1).severity == Severity::sev1);
    story.all_was_expected();
}

TEST_CASE("what is no command is answered with what can be written, once, and the bot's own words are not") {
    Story story;
    const auto direct = opened(story);
    story.slack().say(kBob, direct, "hello, who are you?");
    story.deliver_events();
    story.says(direct, {"help"});
    story.deliver_events();
    story.says(direct, {});
    story.slack().say(kBob, direct, "note the cache is cold");
    story.deliver_events();
    story.says(direct, {"not clear which incident"});
    CHECK(story.count(1, "note_added") == 0);
}

TEST_CASE("the bot's own name within it is a word like any other") {
    Story story;
    const auto direct = opened(story);
    story.slack().say(kBob, direct, "note INC-1 asked <@U0TOCSIN> to help twice");
    story.deliver_events();
    CHECK(story.count(1, "note_added") == 1);
    story.all_was_expected();
}
