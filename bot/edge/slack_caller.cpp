#include "bot/edge/slack_caller.hpp"

#include "handlers/people.hpp"
#include "handlers/permission.hpp"

namespace tocsin::edge {

boost::asio::awaitable<handlers::Caller> slack_caller(Parts parts, TeamId team, UserId user, ChannelId channel, std::string response_url) {
    handlers::Caller caller;
    caller.actor = slack_actor(team, user);
    caller.source = Source("slack");
    caller.channel = std::move(channel);
    caller.response_url = std::move(response_url);
    const auto person = co_await parts.directory.get(caller.actor);
    // Somebody of another workspace (a shared channel) is a guest here, whatever Slack says of them at home.
    const bool stranger = !parts.settings.team.empty() && team != parts.settings.team;
    caller.level = handlers::level_of(parts.settings, caller.actor, stranger || (person && person->guest));
    caller.zone = handlers::zone_of(parts.settings, caller.actor, person ? &*person : nullptr);
    co_return caller;
}

}  // namespace tocsin::edge
