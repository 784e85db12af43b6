// What becomes of a frame that came over Slack's websocket: the same as of a request, acknowledged when it is committed. Free functions;
// I/O thread; what they are given must outlive them.
#pragma once

#include "bot/edge/slack_endpoint.hpp"
#include "bot/edge/socket_link.hpp"
#include "bot/slack/socket_mode.hpp"

namespace tocsin::edge {

/// Gives the envelope to the endpoint, then acknowledges it, with the answer if Slack takes one. If nothing could be kept (overload) there is no
/// acknowledgement, and Slack sends it again.
boost::asio::awaitable<void> take_envelope(Parts parts, SlackEndpoint& endpoint, SharedSocketLink link, slack::SocketEnvelope envelope, Time received_at);

/// A frame that could not be read is kept for a person to look at (design §4), and acknowledged if it says as what.
boost::asio::awaitable<void> bury_frame(Parts parts, SharedSocketLink link, std::string text, std::string why, Time received_at);

}  // namespace tocsin::edge
