// What a step of a runbook printed, and what people wrote to it, is erased with the event that holds it: in the database, in `runs`, and for
// whoever asks the API. While a run still needs what an event holds, it stays, and `redact` says so.
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

/// The number of the newest event of this kind.
std::string newest_entry(Story& story, std::string_view kind) {
    std::int64_t out = 0;
    for (const auto& event : story.timeline(1))
        if (tocsin::kind_of(event.body) == kind) out = event.seq.value;
    return std::to_string(out);
}

std::string bytes_of_store(Story& story) {
    std::string out;
    for (const char* part : {"", "-wal"}) {
        std::ifstream file(story.database() + part, std::ios::binary);
        out.append(std::istreambuf_iterator<char>(file), {});
    }
    return out;
}

constexpr const char* kPrintsAWord = R"y(
  - {id: look, command: {argv: [kubectl, look]}, outputs: {word: stdout}}
)y";

}  // namespace

TEST_CASE("what a step printed and gave is erased with its end") {
    Story story;
    const auto channel = with_work(story, kPrintsAWord);
    story.commands().answer([](const auto&) { return ScriptedCommands::printed("hunter2hunter2"); });
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.type(kCarol, channel, "runs 1"), Contains("hunter2hunter2"));
    CHECK_THAT(story.type(kAlice, channel, "redact " + newest_entry(story, "step_finished") + " a password"), Contains("is erased"));
    const auto shown = story.type(kCarol, channel, "runs 1");
    CHECK_THAT(shown, Contains("[erased]") && !Contains("hunter2"));
    CHECK_THAT(story.api("GET", "/api/v1/runs/1").body, Contains("[erased]") && !Contains("hunter2"));
    CHECK(bytes_of_store(story).find("hunter2") == std::string::npos);
    story.says(channel, {"Run 1", "run 1 succeeded", "What `look` printed"});
}

TEST_CASE("so is what somebody wrote to an answer, and what a run was told") {
    Story story;
    const auto channel = with_work(story, "  - {id: hand, manual: {text: Turn it}}\n", "parameters:\n  word: {type: string, required: true}\n");
    story.type(kCarol, channel, "run work word=hunter2hunter2");
    CHECK_THAT(story.type(kAlice, channel, "redact " + newest_entry(story, "run_requested") + " a password"), Contains("run 1 is under way") && Contains("abort"));
    CHECK(story.count(1, "redacted") == 0);
    story.type(kCarol, channel, "runs 1 done hand with swordfish");
    for (const char* kind : {"run_requested", "step_answered", "step_finished"}) story.type(kAlice, channel, "redact " + newest_entry(story, kind) + " a password");
    CHECK(story.count(1, "redacted") == 3);
    CHECK_THAT(story.type(kCarol, channel, "runs 1"), Contains("word = [erased]"));
    const auto bytes = bytes_of_store(story);
    CHECK(bytes.find("hunter2") == std::string::npos);
    CHECK(bytes.find("swordfish") == std::string::npos);
    story.says(channel, {"Run 1", "run 1 succeeded"});
}
