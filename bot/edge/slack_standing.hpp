// Somebody opens the app's Home tab: what Slack then tells. Called by the endpoint once the event is authentic and decoded. I/O thread.
#pragma once

#include "bot/edge/parts.hpp"
#include "bot/net/http.hpp"
#include "bot/slack/inbound.hpp"

namespace tocsin::edge {

/// 200 once it is kept; 503 so that Slack delivers it again.
boost::asio::awaitable<net::Response> opened_home(Parts parts, TeamId team, std::string event_id, slack::HomeOpened opened, Time now);

}  // namespace tocsin::edge
