// At a hand-off both people hear what is open, once, also after downtime; the user group follows.
#include "tests/support/oncall_files.hpp"
#include "tests/support/story.hpp"

using namespace tocsin::story;

namespace {

std::vector<std::string> group(Story& story) { return story.slack().state().user_groups.at("S0SHOP").members; }

}  // namespace

TEST_CASE("a hand-off tells both what is open, and the group follows") {
    Story story(kShopFile);
    story.settle();
    CHECK(group(story) == std::vector<std::string>{kBob});
    const auto channel = story.declare(kBob, "sev2 Checkout is failing --service checkout");
    story.type(kBob, channel, "task roll back the deploy");
    story.advance(hours{72});
    CHECK(group(story) == std::vector<std::string>{kAlice});
    story.says(story.direct(kAlice), {"You are on call for *shop*"});
    const auto read = story.slack().messages(story.direct(kAlice)).back();
    CHECK_THAT(readable(read.text, read.blocks), Catch::Contains("You take over from bob") && Catch::Contains("INC-1") && Catch::Contains("roll back the deploy"));
    story.says(story.direct(kBob), {"no longer on call for *shop*"});
    const auto left = story.slack().messages(story.direct(kBob)).back();
    CHECK_THAT(readable(left.text, left.blocks), Catch::Contains("INC-1"));
    story.says(channel, {"roll back"});
}

TEST_CASE("after downtime over three hand-offs there is one message each") {
    Story story(kShopFile);
    // Monday to Alice, then to Bob, then to Alice again: she alone is told that she arrives, he that he left.
    story.restart(hours{24 * 18});
    story.settle();
    story.says(story.direct(kAlice), {"You are on call for *shop*"});
    story.says(story.direct(kBob), {"no longer on call for *shop*"});
    CHECK(group(story) == std::vector<std::string>{kAlice});
}
