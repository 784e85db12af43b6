// The buttons that the messages of runs show. Functions over the simulated Slack; one thread.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "bot/sandbox/slack_workspace.hpp"

namespace tocsin::story {

struct RunButton {
    std::string ts, action;
    std::string words;  ///< what it says for the person: `1 approve ok`
};

/// Those of a channel, newest message last.
inline std::vector<RunButton> run_buttons(const sandbox::SlackWorkspace& slack, const std::string& channel) {
    std::vector<RunButton> out;
    for (const auto& message : slack.messages(channel))
        for (const auto& button : slack.shown_buttons(channel, message.ts))
            if (button.action.starts_with("tocsin.answer_run")) out.push_back({message.ts, button.action, button.value.substr(button.value.rfind(':') + 1)});
    return out;
}

inline std::optional<RunButton> find_run_button(const sandbox::SlackWorkspace& slack, const std::string& channel, const std::string& words) {
    const auto all = run_buttons(slack, channel);
    const auto found = std::ranges::find(all, words, &RunButton::words);
    return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace tocsin::story
