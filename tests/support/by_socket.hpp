// The stories in which Slack comes over Socket Mode.
#pragma once

#include "bot/config.hpp"
#include "bot/sandbox/socket_mode.hpp"
#include "tests/support/story.hpp"

namespace tocsin::story {

/// For the constructor of a Story: nobody could sign, so there is no other way in.
inline void by_socket_alone(Config& config) {
    config.slack.app_token = sandbox::SlackOptions().app_token;
    config.slack.signing_secrets.clear();
}

}  // namespace tocsin::story
