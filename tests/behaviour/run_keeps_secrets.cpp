// A secret reaches the command that needs it, and stands nowhere else: not in the database, not in Slack, not in the API, not in the log,
// whatever the command prints and however it fails.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "bot/config.hpp"
#include "tests/support/captured_log.hpp"
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

namespace {

/// It has what base64 and URLs write otherwise.
const std::string kAwkward = "s3cr3t/of+the=cluster?yes";
const std::string kInUrls = "s3cr3t%2Fof%2Bthe%3Dcluster%3Fyes";
const std::string kInBase64 = "czNjcjN0L29mK3RoZT1jbHVzdGVyP3llcw";

/// A real shell says it in every way, on both streams, as an output, and fails with it.
constexpr const char* kTellsAll = R"y(
  - id: tell
    command:
      argv: [kubectl, "-c", "echo begin; echo $TOKEN; printf %s $TOKEN | base64; printf %s $TOKEN | sed 's#/#%2F#;s#+#%2B#;s#=#%3D#;s#?#%3F#'; echo err:$TOKEN >&2; echo end"]
      environment: {TOKEN: "{{secret.CLUSTER}}"}
    outputs: {said: stdout}
  - {id: pass, set: {note: "It said {{steps.tell.said}}"}}
  - {id: fail, command: {argv: [kubectl, "-c", "echo $TOKEN >&2; exit 3"], environment: {TOKEN: "{{secret.CLUSTER}}"}}}
)y";

void until_commands_end(Story& story) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    do {
        story.settle();
        REQUIRE(std::chrono::steady_clock::now() < limit);
    } while (story.commands().under_way() > 0);
}

void holds_no_secret(const std::string& what, const std::string& text) {
    INFO(what);
    CHECK(text.find(kAwkward) == std::string::npos);
    CHECK(text.find(kInUrls) == std::string::npos);
    CHECK(text.find(kInBase64) == std::string::npos);
}

}  // namespace

TEST_CASE("a command that prints its secret in every way tells nobody, and the log at its most talkative does not know it") {
    Story story({}, [](tocsin::Config& config) { config.runbooks.secrets = {{"CLUSTER", kAwkward}}; });
    const auto channel = with_work(story, kTellsAll);
    tocsin::exec::CommandOptions options;
    options.commands = {{"kubectl", "/bin/sh"}};
    options.environment = {{"PATH", "/usr/bin:/bin"}};
    story.commands().run_for_real(options, {{"CLUSTER", kAwkward}});
    const CapturedLog log(std::filesystem::path(story.database()).replace_filename("log.txt").string());
    story.type(kCarol, channel, "run work");
    until_commands_end(story);
    CHECK_THAT(story.run_text(1), Contains("fail failed: exit code 3"));
    tocsin::log::debug("the_log_is_read", {});
    CHECK_THAT(log.text(), Contains("the_log_is_read"));
    const auto shown = story.api("GET", "/api/v1/runs/1").body;
    CHECK_THAT(shown, Contains("begin") && Contains("end") && Contains("err:***"));
    holds_no_secret("log", log.text());
    holds_no_secret("API, run", shown);
    holds_no_secret("API, timeline", story.api("GET", "/api/v1/incidents/1/timeline").body);
    holds_no_secret("API, draft", story.api("GET", "/api/v1/incidents/1/postmortem").body);
    holds_no_secret("API, command", story.command(R"({"text":"runs 1","incident":1})").body);
    holds_no_secret("command", story.type(kCarol, channel, "runs 1"));
    const auto kept = all_that_is_kept(story);
    CHECK_THAT(kept, Contains("It said begin"));
    holds_no_secret("database and Slack", kept);
    story.all_was_expected();
}
