// Events that change what people may see or what stands on their Home tab: the tab is opened, a user group changes, somebody comes into a
// channel. One function each, called by the endpoint once the event is authentic and decoded. I/O thread.
#pragma once

#include "bot/edge/parts.hpp"
#include "bot/net/http.hpp"
#include "bot/slack/inbound.hpp"

namespace tocsin::edge {

/// The key by which a redelivered event is known (design G2).
std::vector<store::DeliveryKey> event_key(const slack::EventCallback& event);

/// `event.body` must be a HomeOpened. 200 once it is kept; 503 so that Slack delivers it again.
boost::asio::awaitable<net::Response> opened_home(Parts parts, slack::EventCallback event, Time now);
/// `event.body` must be a GroupChanged.
boost::asio::awaitable<net::Response> changed_group(Parts parts, slack::EventCallback event, Time now);
/// `event.body` must be a MemberJoined: whoever is in a private incident's channel is one of its own.
boost::asio::awaitable<net::Response> joined_channel(Parts parts, slack::EventCallback event, Time now);

}  // namespace tocsin::edge
