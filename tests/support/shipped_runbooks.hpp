// The shipped runbooks between stubs: the commands and hosts that they name stand in, and Carol has an incident. Values; the test's thread.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bot/config.hpp"
#include "bot/sandbox/simulated_network.hpp"
#include "tests/support/runbook_files.hpp"

namespace tocsin::story {

inline const std::string kUnleashToken = "unleash-token-of-the-stories";

/// The library is on the shelf, and may reach all that it names.
inline void with_library(Config& config) {
    auto& runbooks = config.runbooks;
    runbooks.dirs = {std::string(TOCSIN_SOURCE_DIR) + "/runbooks/library"};
    for (const char* name : {"kubectl", "aws", "cmctl", "ssh", "systemctl", "orchestrator-client"}) runbooks.commands.commands[name] = std::string("/usr/bin/") + name;
    runbooks.secrets = {{"UNLEASH_TOKEN", kUnleashToken}};
    runbooks.http_hosts = {{"unleash.internal", "443", true}, {"www.example.com", "443", false}};
}

/// A piece of a command's line, and what the command then does.
using Stub = std::pair<std::string, exec::CommandResult>;

/// The first stub whose text stands in the line answers; what no stub names succeeds in silence.
inline void stub(Story& story, std::vector<Stub> stubs) {
    story.commands().answer([stubs = std::move(stubs)](const exec::CommandRequest& request) {
        const std::string line = request.name + " " + text::join(request.arguments, " ");
        for (const auto& [part, result] : stubs)
            if (line.contains(part)) return result;
        return in_silence();
    });
}

/// Each text stands in some message of the channel. In which order they come, and who was asked, other stories say.
inline void said(Story& story, const std::string& channel, const std::vector<std::string>& texts) {
    const auto messages = story.slack().messages(channel);
    for (const auto& text : texts) {
        INFO("looked for: " << text);
        CHECK(std::ranges::any_of(messages, [&](const auto& message) { return readable(message.text, message.blocks).contains(text); }));
    }
    story.all_was_expected();
}

/// Lines of one command with the same beginning.
inline Lines each_after(const std::string& begin, const Lines& ends) {
    Lines out;
    for (const auto& end : ends) out.push_back(begin + end);
    return out;
}

}  // namespace tocsin::story
