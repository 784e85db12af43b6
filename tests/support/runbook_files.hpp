// The runbooks of the stories.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/scripted_commands.hpp"
#include "tests/support/story.hpp"

namespace tocsin::story {

using Lines = std::vector<std::string>;
inline const std::string kGet = "kubectl -n prod get deployment -- checkout";
inline const std::string kUndo = "kubectl -n prod rollout undo deployment/checkout";

inline Lines then(Lines lines, const Lines& more) {
    lines.insert(lines.end(), more.begin(), more.end());
    return lines;
}

/// A command that may be repeated, an approval that its starter may not give, a command that may not be repeated, a change of status.
inline constexpr const char* kRollback = R"(
runbook: rollback
title: Roll back a deployment
parameters:
  deployment: {type: string, pattern: "[a-z0-9-]{1,63}", required: true}
  namespace: {type: string, default: prod, choices: [prod, staging]}
permissions: {start: member, approve: operator}
steps:
  - id: current
    title: Find the running revision
    command: {argv: [kubectl, -n, "{{namespace}}", get, deployment, "--", "{{deployment}}"]}
    idempotent: true
    outputs: {revision: {json: "/revision"}}
  - id: ok
    title: Ask
    approval: {quorum: 1, not_starter: true, expires: 15m, text: "Roll back {{deployment}} from {{steps.current.revision}}?"}
  - id: undo
    title: Roll it back
    command: {argv: [kubectl, -n, "{{namespace}}", rollout, undo, "deployment/{{deployment}}"]}
  - id: done
    title: Say so
    set: {status: monitoring, note: "Rolled back by runbook"}
)";

/// The runbook is on the shelf and Carol has declared an incident; its channel.
inline std::string with_rollback(Story& story) {
    story.shelve("rollback", kRollback);
    story.commands().answer([](const auto&) { return ScriptedCommands::printed(R"({"revision": "41"})"); });
    return story.declare(kCarol, "sev2 Checkout is failing");
}

/// Carol has started it, the first command has run and the approval is asked for.
inline std::string up_to_approval(Story& story) {
    const auto channel = with_rollback(story);
    CHECK_THAT(story.type(kCarol, channel, "run rollback deployment=checkout"), Catch::Contains("Run 1") && Catch::Contains("has started"));
    story.says(channel, {"Run 1", "What `current` printed"});
    story.says(story.direct(kBob), {"your answer is asked for"});
    return channel;
}

/// A command that is done and prints nothing.
inline exec::CommandResult in_silence() { return ScriptedCommands::printed({}); }
/// Commands do nothing and print nothing; those whose line ends with `failing` fail.
inline void fail_at(Story& story, const std::string& failing) {
    story.commands().answer([failing](const exec::CommandRequest& request) {
        return !failing.empty() && request.arguments.back() == failing ? ScriptedCommands::exited(1) : in_silence();
    });
}

/// A runbook that members start and approve; `head` stands before its steps.
inline std::string runbook_of(const std::string& name, const std::string& steps, const std::string& head = {}) {
    return "runbook: " + name + "\ntitle: Title of " + name + "\npermissions: {start: member, approve: operator}\n" + head + "\nsteps:\n" + steps;
}

/// The runbook `work` is on the shelf, commands do nothing, and Carol has declared an incident; its channel.
inline std::string with_work(Story& story, const std::string& steps, const std::string& head = {}) {
    story.shelve("work", runbook_of("work", steps, head));
    fail_at(story, {});
    return story.declare(kCarol, "sev2 Checkout is failing");
}

/// Everything that is on disk and everything that was said.
inline std::string all_that_is_kept(Story& story) {
    std::string out;
    for (const auto& file : std::filesystem::directory_iterator(std::filesystem::path(story.database()).parent_path())) {
        std::ifstream in(file.path(), std::ios::binary);
        if (file.is_regular_file()) out.append(std::istreambuf_iterator<char>(in), {});
    }
    for (const auto& [id, channel] : story.slack().state().channels)
        for (const auto& message : story.slack().messages(id)) out += message.text + message.blocks;
    return out;
}

}  // namespace tocsin::story
