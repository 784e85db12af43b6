// A secret reaches the command that needs it, and stands nowhere else: not in the database, not in Slack, not in the API.
#include "bot/config.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kSecret = "s3cr3t-of-the-cluster";

void with_secret(tocsin::Config& config) { config.runbooks.secrets = {{"CLUSTER", kSecret}}; }

}  // namespace

TEST_CASE("a secret reaches the command's environment and stands nowhere else") {
    Story story({}, with_secret);
    const auto channel = with_work(story, R"y(
  - {id: act, command: {argv: [kubectl, act], environment: {TOKEN: "Bearer {{secret.CLUSTER}}"}}, idempotent: true}
  - {id: marker, set: {note: "kept-in-clear"}}
)y");
    story.commands().hold();
    story.type(kCarol, channel, "run work");
    story.crash();
    story.commands().let_go();
    story.settle();
    REQUIRE(story.commands().asked().size() == 2);
    for (const auto& request : story.commands().asked()) {
        CHECK(request.environment.at("TOKEN") == "Bearer " + kSecret);
        for (const auto& argument : request.arguments) CHECK(argument.find(kSecret) == std::string::npos);
    }
    CHECK_THAT(story.api("GET", "/api/v1/runs/1").body, !Contains(kSecret));
    CHECK_THAT(story.type(kCarol, channel, "runs 1"), !Contains(kSecret));
    const auto kept = all_that_is_kept(story);
    CHECK(kept.find("kept-in-clear") != std::string::npos);
    CHECK(kept.find(kSecret) == std::string::npos);
    story.says(channel, {"Run 1", "kept-in-clear", "run 1 succeeded"});
}
