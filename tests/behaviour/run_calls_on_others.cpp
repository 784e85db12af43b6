// Steps that reach for other things of tocsin: a child run, a page, the incident's fields and its channel.
#include "tests/support/oncall_files.hpp"
#include "tests/support/runbook_files.hpp"

using namespace tocsin::story;
using Catch::Contains;

namespace {

const std::string kChild = runbook_of("child", "  - {id: find, command: {argv: [kubectl, find, \"{{what}}\"]}, outputs: {place: {json: /place}}}\n",
                                      "parameters:\n  what: {type: string, required: true}\n");
const std::string kAskingChild = runbook_of("child", "  - {id: find, command: {argv: [kubectl, find]}}\n  - {id: ask, manual: {text: \"Well?\"}}\n");

}  // namespace

TEST_CASE("a child run gets its parameters, and its outputs come back") {
    Story story;
    story.shelve("child", kChild);
    const auto channel = with_work(story, R"y(
  - {id: sub, runbook: {name: child, parameters: {what: "{{title}}"}}}
  - {id: use, command: {argv: [kubectl, use, "{{steps.sub.place}}"]}}
)y");
    story.commands().answer([](const auto& request) { return request.arguments.front() == "find" ? ScriptedCommands::printed(R"({"place": "rack 7"})") : in_silence(); });
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == Lines{"kubectl find Checkout is failing", "kubectl use rack 7"});
    CHECK_THAT(story.run_text(1), Contains("succeeded"));
    CHECK_THAT(story.run_text(2), Contains("succeeded") && Contains("what = Checkout is failing"));
    story.says(channel, {"Run 1", "Run 2", "run 2 succeeded", "run 1 succeeded", "What `find` printed"});
}

TEST_CASE("who aborts a run aborts its child") {
    Story story;
    story.shelve("child", kAskingChild);
    const auto channel = with_work(story, "  - {id: sub, runbook: {name: child}}\n  - {id: after, command: {argv: [kubectl, after]}}\n");
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.run_text(2), Contains("asks: Well?"));
    story.crash();
    story.type(kCarol, channel, "runs 1 abort it is the network");
    CHECK_THAT(story.run_text(2), Contains("aborted"));
    CHECK_THAT(story.run_text(1), Contains("aborted") && Contains("it is the network"));
    CHECK(story.commands().lines() == Lines{"kubectl find"});
    story.says(channel, {"Run 1", "Run 2", "run 2 aborted", "run 1 aborted"});
}

TEST_CASE("a child that fails fails its step, and an abort of the child too") {
    Story story;
    story.shelve("child", kAskingChild);
    const auto channel = with_work(story, "  - {id: sub, runbook: {name: child}}\n  - {id: after, command: {argv: [kubectl, after]}}\n");
    story.type(kCarol, channel, "run work");
    story.type(kCarol, channel, "runs 2 abort it is the network");
    CHECK_THAT(story.run_text(1), Contains("failed") && Contains("run 2 aborted"));
    CHECK(story.commands().lines() == Lines{"kubectl find"});
    story.says(channel, {"Run 1", "Run 2", "run 2 aborted", "run 1 failed"});
}

TEST_CASE("a child of its parent's group does not wait for it") {
    Story story;
    const std::string group = "concurrency: {group: deploys, when_busy: reject}\n";
    story.shelve("child", runbook_of("child", "  - {id: find, command: {argv: [kubectl, find]}}\n", group));
    const auto channel = with_work(story, "  - {id: sub, runbook: {name: child}}\n", group);
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines() == Lines{"kubectl find"});
    CHECK_THAT(story.run_text(1), Contains("succeeded"));
    story.says(channel, {"Run 1", "Run 2", "run 2 succeeded", "run 1 succeeded"});
}

TEST_CASE("a child waits for another run of its group") {
    Story story;
    const std::string group = "concurrency: {group: deploys, when_busy: queue}\n";
    story.shelve("child", runbook_of("child", "  - {id: find, command: {argv: [kubectl, find]}}\n  - {id: ask, manual: {text: \"Well?\"}}\n", group));
    const auto channel = with_work(story, "  - {id: sub, runbook: {name: child}}\n");
    story.type(kCarol, channel, "run child");
    story.type(kCarol, channel, "run work");
    CHECK(story.commands().lines().size() == 1);
    CHECK_THAT(story.run_text(3), Contains("queued"));
    story.press_run(kCarol, 1, "done ask");
    CHECK(story.commands().lines().size() == 2);
    story.press_run(kCarol, 3, "done ask");
    CHECK_THAT(story.run_text(2), Contains("succeeded"));
    story.says(channel, {"Run 1", "Run 2", "Run 3", "run 1 succeeded", "run 3 succeeded", "run 2 succeeded"});
}

TEST_CASE("a runbook pages, and pages after a step that failed") {
    Story story(kTeamFile);
    const auto channel = with_work(story, R"y(
  - {id: call, page: {target: "policy:shop", reason: "{{title}}"}}
  - {id: break, command: {argv: [kubectl, break]}, then_page: {target: "person:alice", reason: "it broke in {{incident}}"}}
)y");
    fail_at(story, "break");
    story.type(kCarol, channel, "run work");
    CHECK(story.count(1, "page_requested") == 2);
    story.says(story.direct(kBob), {"Checkout is failing"});
    story.says(story.direct(kAlice), {"it broke in INC-1"});
    story.type(kBob, channel, "ack");
    story.says(channel, {"Run 1", "page to *shop*", "paging Bob", "page to *Alice*", "paging Alice", "run 1 failed", "acknowledged by", "lead"});
}

TEST_CASE("a runbook sets role and severity under its own name, and says what it could not") {
    Story story;
    const auto channel = with_work(story, R"y(
  - {id: change, set: {severity: 1, status: identified, roles: {lead: "@U0BOB"}, note: "{{title}} --at 10:00"}}
  - {id: wrong, set: {roles: {comms: "bob --clear"}}}
)y");
    story.type(kCarol, channel, "run work");
    CHECK(story.incident(1).severity == tocsin::Severity::sev1);
    CHECK(story.incident(1).status == tocsin::Status::identified);
    for (const auto& event : story.timeline(1))
        if (tocsin::kind_of(event.body) == "severity_changed") CHECK(event.actor.value == "runbook:work");
    CHECK_THAT(story.run_text(1), Contains("failed") && Contains("✗ wrong") && Contains("known as `bob --clear`"));
    story.says(channel, {"Run 1", "SEV1", "identified", "lead", "run 1 failed"});
    story.says(story.direct(kBob), {"made you lead of *INC-1*"});
}

TEST_CASE("a runbook may resolve the incident") {
    Story story;
    const auto channel = with_work(story, "  - {id: end, set: {status: resolved, note: it works again}}\n");
    story.type(kCarol, channel, "run work");
    CHECK(story.incident(1).status == tocsin::Status::resolved);
    CHECK_THAT(story.run_text(1), Contains("succeeded"));
    story.says(channel, {"Run 1", "it works again", "run 1 succeeded"});
}

TEST_CASE("what an incident is called stays text in what a runbook says and runs") {
    Story story;
    story.shelve("work", runbook_of("work", "  - {id: say, chat: {text: \"About {{title}}\"}}\n  - {id: act, command: {argv: [kubectl, \"{{title}}\"]}}\n"));
    fail_at(story, {});
    const std::string evil = "<!channel> *b* {{run}} $(reboot); --x";
    const auto channel = story.declare(kCarol, "sev2 " + evil);
    story.type(kCarol, channel, "run work");
    REQUIRE(story.commands().asked().size() == 1);
    const std::string title = story.incident(1).title;
    CHECK_THAT(title, Contains("{{run}} $(reboot); --x"));
    CHECK(story.commands().asked()[0].arguments == Lines{title});
    for (const auto& message : story.slack().messages(channel)) CHECK((message.text + message.blocks).find("<!channel>") == std::string::npos);
    story.says(channel, {"Run 1", "*b* {{run}} $(reboot); --x", "run 1 succeeded"});
}

TEST_CASE("a step that finds the incident as it wants it has done its part") {
    Story story;
    const auto channel = with_work(story, R"y(
  - {id: say, set: {severity: 2, status: identified, note: rolled back}}
)y");
    story.type(kCarol, channel, "status identified it was the deploy");
    story.type(kCarol, channel, "run work");
    CHECK_THAT(story.run_text(1), Contains("succeeded") && !Contains("failed"));
    CHECK(story.count(1, "note_added") == 1);
    CHECK(story.count(1, "severity_changed") == 0);
    story.says(channel, {"identified", "Run 1", "rolled back", "run 1 succeeded"});
}
