// Who it is that did something in Slack, and what they may do: for every endpoint that takes something from there. I/O thread.
#pragma once

#include "bot/edge/parts.hpp"

namespace tocsin::edge {

/// Asks Slack about somebody unknown for 1.5 s at most. `response_url`: empty, or one that was checked.
boost::asio::awaitable<handlers::Caller> slack_caller(Parts parts, TeamId team, UserId user, ChannelId channel, std::string response_url = {});

}  // namespace tocsin::edge
