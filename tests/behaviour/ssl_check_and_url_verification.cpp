// What Slack asks before it sends anything.
#include "tests/support/story.hpp"

using namespace tocsin::story;
using Catch::Contains;

TEST_CASE("ssl_check is answered unsigned, url_verification with its challenge") {
    Story story;
    tocsin::net::Request check;
    check.method = "POST";
    check.target = "/slack/commands";
    check.headers.add("Content-Type", "application/x-www-form-urlencoded");
    check.body = "ssl_check=1&token=x&text=declare+sev1+Sneaky&command=%2Fincident&user_id=U0BOB&team_id=T0SANDBOX&trigger_id=1.1.x";
    CHECK(story.deliver(check).status == 200);
    story.settle();
    const auto verified = story.deliver(story.slack().url_verification("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"));
    CHECK(verified.status == 200);
    CHECK_THAT(verified.body, Contains("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"));
    CHECK_THAT(story.type(kBob, kGeneral, "list all"), Contains("There is no such incident"));
}

TEST_CASE("an event that nobody handles is 200 and stored nowhere") {
    Story story;
    CHECK(story.deliver(story.slack().event(R"({"type":"emoji_changed","subtype":"add","name":"picard"})")).status == 200);
    CHECK(story.dead_letters() == 0);
}
